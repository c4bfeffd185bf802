package io.travertine.jdbc.embedded;

import java.util.List;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;

/** In what clothes values go into frames. */
public enum FrameForm {
  /** As the engine made them: nothing leaves the process. */
  ENGINE {
    @Override
    @Nullable Object[] dress(@Nullable Object[] row) {
      return row;
    }
  },

  /** Avatica's protobuf frames take byte arrays. */
  PROTOBUF {
    @Override
    @Nullable Object dress(@Nullable Object value) {
      return value instanceof ByteString bytes ? bytes.getBytes() : value;
    }
  },

  /** JSON has no infinities, no NaN and loses the sign of zero: those go as text. */
  JSON {
    @Override
    @Nullable Object dress(@Nullable Object value) {
      if (value instanceof ByteString bytes) {
        return bytes.getBytes();
      }
      if (value instanceof Double || value instanceof Float) {
        double number = ((Number) value).doubleValue();
        return !Double.isFinite(number) || (number == 0 && 1 / number < 0)
            ? value.toString()
            : value;
      }
      return value;
    }
  };

  /** The row to put into a frame. */
  @Nullable Object[] dress(@Nullable Object[] row) {
    @Nullable Object[] dressed = new @Nullable Object[row.length];
    for (int i = 0; i < row.length; i++) {
      dressed[i] = row[i] == null ? null : dress(row[i]);
    }
    return dressed;
  }

  @Nullable Object dress(@Nullable Object value) {
    return value;
  }

  /** About how many bytes a row takes in a frame. */
  static long weigh(@Nullable Object[] row) {
    long bytes = 16;
    for (Object value : row) {
      bytes += weigh(value);
    }
    return bytes;
  }

  private static long weigh(@Nullable Object value) {
    if (value instanceof String text) {
      return 8 + 2L * text.length();
    }
    if (value instanceof ByteString bytes) {
      return 8 + bytes.length();
    }
    if (value instanceof List<?> list) {
      return 8 + list.stream().mapToLong(FrameForm::weigh).sum();
    }
    return 8;
  }
}
