package io.travertine.persist.data;

/**
 * The values of one column, one slot a row, in a primitive array. A null's slot holds zero.
 *
 * <p>Immutable once built and therefore thread-safe. Accessors hand out the arrays themselves, for
 * speed: they are read only, and may be longer than {@link #length()}.
 */
public sealed interface ColumnVector
    permits BooleanVector,
        IntVector,
        LongVector,
        FloatVector,
        DoubleVector,
        Int128Vector,
        BytesVector {

  /** How many rows. */
  int length();

  /** Which rows are null. */
  NullMask nulls();

  /** Whether the value of {@code row} is absent. */
  default boolean isNull(int row) {
    return nulls().isNull(row);
  }

  /**
   * The order of one value against another's in a vector of the same class: nulls first, then by
   * {@link ColumnType.Kind}.
   */
  int compare(int row, ColumnVector other, int otherRow);

  /** A hash that values equal under {@link #compare} share. */
  long hash(int row);

  /** The first eight bytes of the order: if {@code a < b} here then {@code a} comes before. */
  long orderPrefix(int row);

  /** The values of {@code rows[from..to)}, in that order. */
  ColumnVector gather(int[] rows, int from, int to);

  /** Roughly how many bytes of heap the vector keeps alive. */
  long retainedBytes();

  /** Whether a column of {@code type} is kept in this class of vector. */
  boolean holds(ColumnType type);
}
