/** Tests of {@code location.postgres}, on real servers. */
@NullMarked
package io.travertine.persist.location.postgres;

import org.jspecify.annotations.NullMarked;
