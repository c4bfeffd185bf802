package io.travertine.persist.data;

/**
 * Takes the columns of one row, each exactly once, in any order. Columns are named by position.
 *
 * <p>A value that does not belong in its column is refused with {@link IllegalArgumentException}.
 */
public interface RowSink {

  void putNull(int column);

  void putBoolean(int column, boolean value);

  /** An INT16, INT32, DATE or TIME. */
  void putInt(int column, int value);

  /** An INT64 or TIMESTAMP, or the unscaled value of a DECIMAL of up to 18 digits. */
  void putLong(int column, long value);

  void putFloat(int column, float value);

  void putDouble(int column, double value);

  /** The unscaled value of a DECIMAL of more than 18 digits, in two halves. */
  void putInt128(int column, long high, long low);

  /** A STRING (as UTF-8) or BYTES: {@code length} bytes from {@code offset}, copied. */
  void putBytes(int column, byte[] bytes, int offset, int length);

  /** A STRING (as UTF-8) or BYTES, copied. */
  default void putBytes(int column, byte[] bytes) {
    putBytes(column, bytes, 0, bytes.length);
  }
}
