package io.travertine.calcite.change;

import io.travertine.calcite.exec.Code;

/**
 * The defaults of columns that are expressions.
 *
 * @param code gives one row, a field for each default
 * @param perRow whether every row gets values of its own, as random ones are
 */
public record Defaults(Code code, boolean perRow) {}
