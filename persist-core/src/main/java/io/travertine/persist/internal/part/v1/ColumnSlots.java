package io.travertine.persist.internal.part.v1;

import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.NullMask;

/**
 * A column being read: its pages are decoded into the slots of its rows, first densely, then spread
 * where rows are null. Not thread-safe.
 */
abstract class ColumnSlots {

  /** Slots for a column of {@code type} whose pages come to {@code valueBytes} at most. */
  static ColumnSlots of(ColumnType type, int rows, long valueBytes) {
    return switch (type.kind()) {
      case BOOLEAN -> new FixedSlots.Booleans(rows);
      case INT16, INT32, DATE, TIME -> new FixedSlots.Ints(rows);
      case INT64, TIMESTAMP -> new FixedSlots.Longs(rows);
      case FLOAT32 -> new FixedSlots.Floats(rows);
      case FLOAT64 -> new FixedSlots.Doubles(rows);
      case DECIMAL ->
          type.isWideDecimal() ? new FixedSlots.Int128s(rows) : new FixedSlots.Longs(rows);
      case STRING, BYTES -> new BytesSlots(rows, valueBytes);
    };
  }

  /** Takes {@code count} plain values into the slots from {@code at} on. */
  abstract void readPlain(ByteSource page, int at, int count);

  /** Takes values as codes into {@code dictionary} into the slots from {@code at} on. */
  abstract void readCodes(ColumnVector dictionary, int[] codes, int at, int count);

  /**
   * Moves the values densely at {@code at} to the rows from there on that are not null.
   *
   * @param present for each row, 1 if it has a value and 0 if not
   * @param values how many rows have one
   */
  abstract void spread(int at, int[] present, int rows, int values);

  abstract ColumnVector build(NullMask nulls);
}
