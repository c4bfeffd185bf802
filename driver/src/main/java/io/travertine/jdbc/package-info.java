/** Room to be furnished. */
@NullMarked
package io.travertine.jdbc;

import org.jspecify.annotations.NullMarked;
