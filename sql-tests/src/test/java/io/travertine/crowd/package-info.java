/**
 * Many processes write, change and read the same tables at once, as fast as they can. May use every
 * room.
 */
@NullMarked
package io.travertine.crowd;

import org.jspecify.annotations.NullMarked;
