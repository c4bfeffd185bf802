/** Room to be furnished. */
@NullMarked
package io.travertine.calcite;

import org.jspecify.annotations.NullMarked;
