/** Room to be furnished. */
@NullMarked
package io.travertine.server;

import org.jspecify.annotations.NullMarked;
