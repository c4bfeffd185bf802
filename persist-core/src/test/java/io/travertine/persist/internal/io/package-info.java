/** Tests of the room that moves the data. */
@NullMarked
package io.travertine.persist.internal.io;

import org.jspecify.annotations.NullMarked;
