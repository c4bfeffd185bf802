/** Tests of the room. */
@NullMarked
package io.travertine.persist.internal.machine;

import org.jspecify.annotations.NullMarked;
