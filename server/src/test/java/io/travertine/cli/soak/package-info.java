/** Tests of what watches a database under load. */
@NullMarked
package io.travertine.cli.soak;

import org.jspecify.annotations.NullMarked;
