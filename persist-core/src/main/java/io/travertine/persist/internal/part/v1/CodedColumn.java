package io.travertine.persist.internal.part.v1;

import io.travertine.persist.data.BytesVector;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.DoubleVector;
import io.travertine.persist.data.FloatVector;
import io.travertine.persist.data.IntVector;
import io.travertine.persist.data.LongVector;
import java.util.Optional;

/**
 * A column without nulls as codes into the few different values it has.
 *
 * @param codes one a row
 * @param firstRows for each code, the first row that has its value; in their order
 */
record CodedColumn(int[] codes, int[] firstRows) {

  /** The column in codes, if its values repeat enough. */
  static Optional<CodedColumn> of(ColumnVector vector) {
    int rows = vector.length();
    if (vector instanceof BytesVector bytes) {
      return bytes.isCoded() ? Numbering.again(bytes) : Numbering.of(bytes);
    } else if (vector instanceof LongVector longs) {
      return Numbering.of(longs.values(), rows);
    } else if (vector instanceof IntVector ints) {
      long[] wide = new long[rows];
      for (int row = 0; row < rows; row++) {
        wide[row] = ints.values()[row];
      }
      return Numbering.of(wide, rows);
    } else if (vector instanceof DoubleVector doubles) {
      long[] bits = new long[rows];
      for (int row = 0; row < rows; row++) {
        bits[row] = Double.doubleToRawLongBits(doubles.value(row));
      }
      return Numbering.of(bits, rows);
    } else if (vector instanceof FloatVector floats) {
      long[] bits = new long[rows];
      for (int row = 0; row < rows; row++) {
        bits[row] = Float.floatToRawIntBits(floats.value(row));
      }
      return Numbering.of(bits, rows);
    }
    return Optional.empty();
  }

  static Optional<CodedColumn> worthwhile(int[] codes, int[] firstRows) {
    return firstRows.length > 0 && firstRows.length <= codes.length / 2
        ? Optional.of(new CodedColumn(codes, firstRows))
        : Optional.empty();
  }
}
