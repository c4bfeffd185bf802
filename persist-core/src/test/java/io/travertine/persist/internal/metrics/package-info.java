/** Tests of the room. */
@NullMarked
package io.travertine.persist.internal.metrics;

import org.jspecify.annotations.NullMarked;
