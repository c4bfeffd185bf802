package io.travertine.persist.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Grows a {@link ColumnBatch} row by row. Not thread-safe. */
public final class ColumnBatchBuilder implements RowSink {

  private final Schema schema;
  private final ColumnBuilder[] columns;
  private final BytesBuilder[] heaps;
  private final int[] heapColumns;
  private final long fixedBytes;
  private int length;

  public ColumnBatchBuilder(Schema schema) {
    this.schema = schema;
    this.columns = new ColumnBuilder[schema.width()];
    List<BytesBuilder> texts = new ArrayList<>();
    int[] textColumns = new int[columns.length];
    long fixed = 0;
    for (int i = 0; i < columns.length; i++) {
      columns[i] = ColumnBuilder.of(schema.column(i).type());
      fixed += columns[i].fixedBytes();
      if (columns[i] instanceof BytesBuilder text) {
        textColumns[texts.size()] = i;
        texts.add(text);
      }
    }
    this.heaps = texts.toArray(BytesBuilder[]::new);
    this.heapColumns = Arrays.copyOf(textColumns, heaps.length);
    this.fixedBytes = fixed;
  }

  /** How many rows so far. */
  public int length() {
    return length;
  }

  /** Makes room for so many rows altogether. */
  void expect(int rows) {
    for (ColumnBuilder column : columns) {
      column.expect(rows);
    }
  }

  /** Adds the row that {@code codec} makes of {@code value}. */
  public <T> void add(Codec<T> codec, T value) {
    codec.encode(value, this);
    endRow();
  }

  /** Adds one row of a batch with the same column types. */
  public void add(ColumnBatch source, int row) {
    for (int i = 0; i < columns.length; i++) {
      columns[i].add(source.column(i), row);
    }
    length++;
  }

  /**
   * Adds rows of some batches with the same column types.
   *
   * @param sources those that {@code picked} numbers
   */
  void addAll(List<ColumnBatch> sources, PickedRows picked) {
    for (int i = 0; i < columns.length; i++) {
      ColumnVector[] vectors = new ColumnVector[sources.size()];
      for (int source = 0; source < vectors.length; source++) {
        vectors[source] = sources.get(source).column(i);
      }
      columns[i].addAll(vectors, picked);
    }
    length += picked.count();
  }

  /** Adds rows {@code from..to}, to exclusive, of a batch with the same column types. */
  void addAll(ColumnBatch source, int from, int to) {
    for (int i = 0; i < columns.length; i++) {
      columns[i].addAll(source.column(i), from, to);
    }
    length += to - from;
  }

  /**
   * Ends the row whose columns were put.
   *
   * @throws IllegalArgumentException if a column was not put exactly once
   */
  public void endRow() {
    length++;
    for (int i = 0; i < columns.length; i++) {
      if (columns[i].length() != length) {
        throw new IllegalArgumentException(
            "column " + schema.column(i) + " has " + columns[i].length() + " rows, not " + length);
      }
    }
  }

  /** The rows so far. The builder is done and must not be used again. */
  public ColumnBatch build() {
    List<ColumnVector> vectors = new ArrayList<>(columns.length);
    for (ColumnBuilder column : columns) {
      vectors.add(column.build());
    }
    return new ColumnBatch(schema, length, vectors);
  }

  /** How many bytes every row takes at least. */
  long fixedBytes() {
    return fixedBytes;
  }

  /** How many bytes a row of a batch takes besides. */
  long heapBytes(ColumnBatch source, int row) {
    long bytes = 0;
    for (int column : heapColumns) {
      BytesVector vector = (BytesVector) source.column(column);
      if (!vector.isNull(row)) {
        bytes += vector.end(row) - vector.start(row);
      }
    }
    return bytes;
  }

  /** The bytes added so far: an estimate of the encoded size (spec §6.2). */
  public long bytes() {
    long bytes = fixedBytes * length;
    for (BytesBuilder heap : heaps) {
      bytes += heap.heapBytes();
    }
    return bytes;
  }

  @Override
  public void putNull(int column) {
    if (!schema.column(column).nullable()) {
      throw new IllegalArgumentException("null in column " + schema.column(column));
    }
    columns[column].addNull();
  }

  @Override
  public void putBoolean(int column, boolean value) {
    columns[column].addBoolean(value);
  }

  @Override
  public void putInt(int column, int value) {
    columns[column].addInt(value);
  }

  @Override
  public void putLong(int column, long value) {
    columns[column].addLong(value);
  }

  @Override
  public void putFloat(int column, float value) {
    columns[column].addFloat(value);
  }

  @Override
  public void putDouble(int column, double value) {
    columns[column].addDouble(value);
  }

  @Override
  public void putInt128(int column, long high, long low) {
    columns[column].addInt128(high, low);
  }

  @Override
  public void putBytes(int column, byte[] bytes, int offset, int count) {
    columns[column].addBytes(bytes, offset, count);
  }
}
