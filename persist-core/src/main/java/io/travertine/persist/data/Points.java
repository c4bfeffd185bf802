package io.travertine.persist.data;

import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Values of one or several columns by which rows are looked up: a row is at a point if it is equal
 * to it in each of these columns. Zeros of either sign are one value here, as in SQL; nulls are
 * equal to nothing. Sorted by {@link RowOrder}, all different. Immutable.
 */
public final class Points {

  private final ColumnBatch rows;

  private Points(ColumnBatch rows) {
    this.rows = rows;
  }

  /**
   * The points that {@code rows} are, in any order and perhaps repeated; those with a null are left
   * out.
   *
   * @throws IllegalArgumentException if there are no columns
   */
  public static Points of(ColumnBatch rows) {
    if (rows.schema().width() == 0) {
      throw new IllegalArgumentException("a point needs a column");
    }
    ColumnBatch all = withBothZeros(withoutNulls(rows));
    long[] ones = new long[all.length()];
    Arrays.fill(ones, 1);
    Updates updates =
        new Updates(all, ColumnBatch.ofUnits(all.length()), new long[all.length()], ones);
    return new Points(Consolidation.consolidate(TimeDomain.U64, updates).keys());
  }

  private static ColumnBatch withoutNulls(ColumnBatch rows) {
    if (rows.columns().stream().noneMatch(column -> column.nulls().any())) {
      return rows;
    }
    int[] present =
        IntStream.range(0, rows.length())
            .filter(row -> rows.columns().stream().noneMatch(column -> column.isNull(row)))
            .toArray();
    return rows.gather(present, 0, present.length);
  }

  /** With every row that has a zero of one sign also there with that of the other. */
  private static ColumnBatch withBothZeros(ColumnBatch rows) {
    ColumnBatch all = rows;
    for (int position = 0; position < rows.schema().width(); position++) {
      ColumnVector column = all.column(position);
      int[] zeros = IntStream.range(0, all.length()).filter(row -> isZero(column, row)).toArray();
      if (zeros.length > 0) {
        all = withOtherZeros(all, position, zeros);
      }
    }
    return all;
  }

  private static ColumnBatch withOtherZeros(ColumnBatch rows, int position, int[] zeros) {
    ColumnBatchBuilder builder = new ColumnBatchBuilder(rows.schema());
    for (int row = 0; row < rows.length(); row++) {
      builder.add(rows, row);
    }
    List<ColumnVector> negated = new ArrayList<>(rows.columns());
    negated.set(position, negated(rows.column(position)));
    ColumnBatch others = new ColumnBatch(rows.schema(), rows.length(), negated);
    for (int row : zeros) {
      builder.add(others, row);
    }
    return builder.build();
  }

  private static boolean isZero(ColumnVector column, int row) {
    return column instanceof DoubleVector doubles && doubles.value(row) == 0
        || column instanceof FloatVector floats && floats.value(row) == 0;
  }

  private static ColumnVector negated(ColumnVector column) {
    if (column instanceof DoubleVector doubles) {
      double[] values = new double[column.length()];
      Arrays.setAll(values, row -> -doubles.value(row));
      return new DoubleVector(values, values.length, NullMask.none());
    }
    FloatVector floats = (FloatVector) column;
    float[] values = new float[column.length()];
    for (int row = 0; row < values.length; row++) {
      values[row] = -floats.value(row);
    }
    return new FloatVector(values, values.length, NullMask.none());
  }

  /** The columns they are in. */
  public Schema columns() {
    return rows.schema();
  }

  /** The points, in order; read only. */
  public ColumnBatch rows() {
    return rows;
  }

  /** How many there are. */
  public int count() {
    return rows.length();
  }

  /** Whether one row of {@code others}, which has the same columns, is at a point. */
  public boolean contains(ColumnBatch others, int row) {
    int at = lowerBound(rows, 0, rows.length(), others, row);
    return at < rows.length() && RowOrder.compare(rows, at, others, row) == 0;
  }

  /** The first row in {@code [from, to)} of sorted rows that is not before a row of another. */
  static int lowerBound(ColumnBatch sorted, int from, int to, ColumnBatch other, int row) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (RowOrder.compare(sorted, middle, other, row) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public String toString() {
    return count() + " points of " + columns().columns();
  }
}
