package io.travertine.calcite.exec;

import org.jspecify.annotations.Nullable;

/** What a column is compared with: known when planned, or when executed. */
public sealed interface Operand {

  /** The value in Calcite's representation; null for SQL's NULL. */
  @Nullable Object value(StatementContext context);

  /** A literal. */
  record Constant(Object value) implements Operand {
    @Override
    public Object value(StatementContext context) {
      return value;
    }

    @Override
    public String toString() {
      return value instanceof String ? "'" + value + "'" : value.toString();
    }
  }

  /**
   * A {@code ?}.
   *
   * @param index its position in the statement, from 0
   */
  record Parameter(int index) implements Operand {
    @Override
    public @Nullable Object value(StatementContext context) {
      return context.parameter(index);
    }

    @Override
    public String toString() {
      return "?" + index;
    }
  }
}
