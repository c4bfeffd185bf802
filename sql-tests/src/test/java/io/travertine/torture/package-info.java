/**
 * Processes are killed while they write, restarted and killed again, and servers fail below them;
 * then the books of the parent are compared with the database. May use every room.
 */
@NullMarked
package io.travertine.torture;

import org.jspecify.annotations.NullMarked;
