package io.travertine.calcite.change;

import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Where a column of a new row gets its value from. */
public sealed interface Cell {

  /** A literal, checked already and in the class that the table stores. */
  record Stored(@Nullable Object value) implements Cell {}

  /** A literal that is checked when a row gets it, which may be never. */
  record Literal(@Nullable Object value, SqlTypeName type) implements Cell {}

  /** A {@code ?}, bound as the column's type. */
  record Parameter(int index) implements Cell {}

  /** Default {@code index} of {@link Defaults}. */
  record Default(int index, SqlTypeName type) implements Cell {}

  /** The next number of the column, which is an identity column. */
  record Number() implements Cell {}

  /** Field {@code index} of the row that was computed. */
  record Field(int index, SqlTypeName type) implements Cell {}
}
