/** Tests of the server's own promises. */
@NullMarked
package io.travertine.server;

import org.jspecify.annotations.NullMarked;
