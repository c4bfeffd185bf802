package io.travertine.calcite.exec;

import io.travertine.calcite.type.Bind;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlType;
import java.time.ZoneOffset;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Store assignment: which types of values a column takes without a CAST, and what it makes of them
 * (ISO 9075-2 §9.2).
 */
public final class Assignment {

  private static final int MILLIS_PER_DAY = 86_400_000;

  private Assignment() {}

  /**
   * Whether a column of type {@code to} takes values of type {@code from}. Text is taken by every
   * column that can read it.
   */
  public static boolean isPossible(SqlTypeName from, SqlTypeName to) {
    if (from == to
        || from == SqlTypeName.NULL
        || from == SqlTypeName.ANY
        || SqlTypeName.CHAR_TYPES.contains(from)) {
      return true;
    }
    return switch (to) {
      case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL, REAL, FLOAT, DOUBLE ->
          SqlTypeName.NUMERIC_TYPES.contains(from);
      case CHAR, VARCHAR -> SqlTypeName.NUMERIC_TYPES.contains(from) || from == SqlTypeName.BOOLEAN;
      case BINARY, VARBINARY -> SqlTypeName.BINARY_TYPES.contains(from);
      case DATE, TIME -> from == SqlTypeName.TIMESTAMP;
      case TIMESTAMP -> from == SqlTypeName.DATE;
      default -> false;
    };
  }

  /**
   * A value of type {@code from} in the representation of type {@code to}; still to be checked by
   * {@link io.travertine.calcite.type.Store}.
   */
  public static @Nullable Object convert(@Nullable Object value, SqlTypeName from, SqlType to) {
    if (value == null || from == to.name()) {
      return value;
    }
    boolean fromText = SqlTypeName.CHAR_TYPES.contains(from);
    boolean toText = SqlTypeName.CHAR_TYPES.contains(to.name());
    if (fromText != toText) {
      return read(value, to);
    }
    if (from == SqlTypeName.DATE && to.name() == SqlTypeName.TIMESTAMP) {
      return (long) (Integer) value * MILLIS_PER_DAY;
    }
    if (from == SqlTypeName.TIMESTAMP && to.name() == SqlTypeName.DATE) {
      return (int) Math.floorDiv((Long) value, (long) MILLIS_PER_DAY);
    }
    if (from == SqlTypeName.TIMESTAMP && to.name() == SqlTypeName.TIME) {
      return Math.floorMod((Long) value, MILLIS_PER_DAY);
    }
    return value;
  }

  private static @Nullable Object read(Object value, SqlType to) {
    try {
      return Bind.parameter(value, to.name(), ZoneOffset.UTC);
    } catch (SqlFailure e) {
      throw new SqlFailure(
          e.state(), "a column of type " + to + " does not take '" + value + "'", e);
    }
  }
}
