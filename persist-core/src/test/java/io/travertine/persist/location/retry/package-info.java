/** Tests of trying again. */
@NullMarked
package io.travertine.persist.location.retry;

import org.jspecify.annotations.NullMarked;
