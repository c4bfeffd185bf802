package io.travertine.persist.data;

import java.util.List;

/**
 * Rows, column by column. Immutable.
 *
 * <p>Equal to a batch of the same schema with equal rows in the same order.
 *
 * @param schema what the columns are
 * @param length how many rows
 * @param columns one vector of {@code length} rows for each column of the schema
 */
public record ColumnBatch(Schema schema, int length, List<ColumnVector> columns) {

  public ColumnBatch {
    columns = List.copyOf(columns);
    if (columns.size() != schema.width()) {
      throw new IllegalArgumentException(
          columns.size() + " vectors for " + schema.width() + " columns");
    }
    for (int i = 0; i < columns.size(); i++) {
      Column column = schema.column(i);
      ColumnVector vector = columns.get(i);
      if (!vector.holds(column.type())) {
        throw new IllegalArgumentException(
            "column " + column + " in a " + vector.getClass().getSimpleName());
      }
      if (vector.length() != length) {
        throw new IllegalArgumentException(
            "column " + column + " has " + vector.length() + " rows, not " + length);
      }
      if (!column.nullable() && vector.nulls().any()) {
        throw new IllegalArgumentException("null in column " + column);
      }
    }
  }

  /** Rows of the {@linkplain Schema#EMPTY empty schema}. */
  public static ColumnBatch ofUnits(int length) {
    return new ColumnBatch(Schema.EMPTY, length, List.of());
  }

  public ColumnVector column(int position) {
    return columns.get(position);
  }

  /** The rows {@code rows[from..to)}, in that order. */
  public ColumnBatch gather(int[] rows, int from, int to) {
    return new ColumnBatch(
        schema,
        to - from,
        columns.stream().<ColumnVector>map(column -> column.gather(rows, from, to)).toList());
  }

  /** The columns at these positions, in that order. */
  public ColumnBatch project(List<Integer> positions) {
    return new ColumnBatch(
        schema.project(positions), length, positions.stream().map(columns::get).toList());
  }

  /** Roughly how many bytes of heap the batch keeps alive. */
  public long retainedBytes() {
    long bytes = 0;
    for (ColumnVector column : columns) {
      bytes += column.retainedBytes();
    }
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof ColumnBatch that)
        || length != that.length
        || !schema.equals(that.schema)) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (RowOrder.compare(this, i, that, i) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    long hash = length;
    for (long row : RowHash.of(this)) {
      hash = 31 * hash + row;
    }
    return Long.hashCode(hash);
  }

  @Override
  public String toString() {
    return "ColumnBatch[" + length + " rows of " + schema.columns() + "]";
  }
}
