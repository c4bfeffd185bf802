/** Tests of times, and the clock other tests use. */
@NullMarked
package io.travertine.persist.time;

import org.jspecify.annotations.NullMarked;
