package io.travertine.persist.internal.part.v1;

import io.travertine.persist.data.BytesVector;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.DoubleVector;
import io.travertine.persist.data.FloatVector;
import io.travertine.persist.data.IntVector;
import io.travertine.persist.data.LongVector;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntToLongFunction;

/**
 * A column as codes into the few different values it has.
 *
 * @param codes one a row; 0 where null
 * @param firstRows for each code, a row that has its value
 */
record CodedColumn(int[] codes, int[] firstRows) {

  /** More different values than this are not worth a dictionary. */
  private static final int MAX_ENTRIES = 1 << 15;

  /** More bytes than this are not worth a dictionary. */
  private static final int MAX_BYTES = 1 << 20;

  /** After how many rows to ask whether values repeat at all. */
  private static final int PROBE_ROWS = 1024;

  /** The column in codes, if its values repeat enough. */
  static Optional<CodedColumn> of(ColumnVector vector) {
    if (vector instanceof BytesVector bytes) {
      return bytes.isCoded() ? recode(bytes) : code(bytes, new EntryTable.OfBytes(bytes));
    }
    if (vector instanceof LongVector longs) {
      return code(vector, new EntryTable.OfLongs(longs::value));
    }
    if (vector instanceof IntVector ints) {
      return code(vector, new EntryTable.OfLongs(ints::value));
    }
    if (vector instanceof DoubleVector doubles) {
      IntToLongFunction bits = row -> Double.doubleToRawLongBits(doubles.value(row));
      return code(vector, new EntryTable.OfLongs(bits));
    }
    if (vector instanceof FloatVector floats) {
      IntToLongFunction bits = row -> Float.floatToRawIntBits(floats.value(row));
      return code(vector, new EntryTable.OfLongs(bits));
    }
    return Optional.empty();
  }

  private static Optional<CodedColumn> code(ColumnVector vector, EntryTable table) {
    int[] codes = new int[vector.length()];
    for (int row = 0; row < codes.length; row++) {
      if (!vector.isNull(row)) {
        codes[row] = table.code(row);
        if (table.size() > MAX_ENTRIES || table.bytes() > MAX_BYTES) {
          return Optional.empty();
        }
      }
      if ((row + 1) % PROBE_ROWS == 0 && table.size() > (row + 1) / 2) {
        return Optional.empty();
      }
    }
    return worthwhile(codes, table.firstRows());
  }

  /** Codes of a column that has a dictionary already, without entries no row has. */
  private static Optional<CodedColumn> recode(BytesVector vector) {
    int[] known = new int[vector.entries()];
    int[] codes = new int[vector.length()];
    int[] firstRows = new int[Math.min(known.length, codes.length)];
    int size = 0;
    long bytes = 0;
    for (int row = 0; row < codes.length; row++) {
      if (!vector.isNull(row)) {
        int entry = vector.codes()[row];
        if (known[entry] == 0) {
          firstRows[size] = row;
          known[entry] = ++size;
          bytes += vector.end(row) - vector.start(row);
        }
        codes[row] = known[entry] - 1;
      }
    }
    if (size > MAX_ENTRIES || bytes > MAX_BYTES) {
      return Optional.empty();
    }
    return worthwhile(codes, Arrays.copyOf(firstRows, size));
  }

  private static Optional<CodedColumn> worthwhile(int[] codes, int[] firstRows) {
    return firstRows.length > 0 && firstRows.length <= codes.length / 2
        ? Optional.of(new CodedColumn(codes, firstRows))
        : Optional.empty();
  }
}
