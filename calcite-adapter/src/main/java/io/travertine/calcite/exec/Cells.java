package io.travertine.calcite.exec;

import io.travertine.calcite.type.SqlType;
import io.travertine.persist.data.BooleanVector;
import io.travertine.persist.data.BytesVector;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.DoubleVector;
import io.travertine.persist.data.FloatVector;
import io.travertine.persist.data.Int128Vector;
import io.travertine.persist.data.IntVector;
import io.travertine.persist.data.LongVector;
import java.math.BigDecimal;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The values of one vector in the representation that generated code computes with. Not
 * thread-safe.
 */
interface Cells {

  /** The value of {@code row}; null for NULL. */
  @Nullable Object at(int row);

  /** The values of {@code vector}, which holds a column of {@code type}. */
  static Cells of(SqlType type, ColumnVector vector) {
    Cells present = present(type, vector);
    return vector.nulls().any() ? row -> vector.isNull(row) ? null : present.at(row) : present;
  }

  private static Cells present(SqlType type, ColumnVector vector) {
    return switch (type.name()) {
      case BOOLEAN -> ((BooleanVector) vector)::value;
      case TINYINT -> {
        IntVector ints = (IntVector) vector;
        yield row -> (byte) ints.value(row);
      }
      case SMALLINT -> {
        IntVector ints = (IntVector) vector;
        yield row -> (short) ints.value(row);
      }
      case INTEGER, DATE, TIME -> ((IntVector) vector)::value;
      case BIGINT, TIMESTAMP -> ((LongVector) vector)::value;
      case REAL -> ((FloatVector) vector)::value;
      case DOUBLE -> ((DoubleVector) vector)::value;
      case DECIMAL -> decimals(type.scale(), vector);
      case CHAR, VARCHAR -> strings((BytesVector) vector);
      case VARBINARY -> {
        BytesVector bytes = (BytesVector) vector;
        yield row -> new ByteString(bytes.bytes(row));
      }
      default -> throw new IllegalStateException("not a stored type: " + type);
    };
  }

  private static Cells decimals(int scale, ColumnVector vector) {
    if (vector instanceof Int128Vector wide) {
      return row -> new BigDecimal(wide.value(row), scale);
    }
    LongVector longs = (LongVector) vector;
    return row -> BigDecimal.valueOf(longs.value(row), scale);
  }

  /** Strings, each entry of a dictionary decoded once. */
  private static Cells strings(BytesVector vector) {
    if (!vector.isCoded()) {
      return vector::string;
    }
    @Nullable String[] decoded = new @Nullable String[vector.entries()];
    return row -> {
      int entry = vector.entry(row);
      String known = decoded[entry];
      if (known == null) {
        known = vector.string(row);
        decoded[entry] = known;
      }
      return known;
    };
  }
}
