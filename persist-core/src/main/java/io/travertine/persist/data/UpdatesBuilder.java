package io.travertine.persist.data;

import java.util.Arrays;

/** Grows {@link Updates} one by one. Not thread-safe. */
public final class UpdatesBuilder {

  private final ColumnBatchBuilder keys;
  private final ColumnBatchBuilder values;
  private final PickedRows picked = new PickedRows();
  private long pickedBytes;
  private long[] times = new long[0];
  private long[] diffs = new long[0];

  public UpdatesBuilder(Schema key, Schema value) {
    this.keys = new ColumnBatchBuilder(key);
    this.values = new ColumnBatchBuilder(value);
  }

  /** How many updates so far. */
  public int length() {
    return keys.length() + picked.count();
  }

  /** Makes room for so many updates altogether. */
  public void expect(int updates) {
    keys.expect(updates);
    values.expect(updates);
    if (updates > times.length) {
      times = Arrays.copyOf(times, updates);
      diffs = Arrays.copyOf(diffs, updates);
    }
  }

  public <K, V> void add(
      Codec<K> keyCodec, K key, Codec<V> valueCodec, V value, long time, long diff) {
    copyPicked();
    keys.add(keyCodec, key);
    values.add(valueCodec, value);
    stamp(time, diff);
  }

  /** Takes the columns of a key, for updates without a value; {@link #endKey} ends it. */
  public RowSink keySink() {
    copyPicked();
    return keys;
  }

  /**
   * Adds an update of the key whose columns were put.
   *
   * @throws IllegalArgumentException if a column was not put exactly once, or there are columns of
   *     values
   */
  public void endKey(long time, long diff) {
    keys.endRow();
    values.endRow();
    stamp(time, diff);
  }

  /** Adds one update of a batch with the same column types. */
  public void add(Updates source, int row) {
    add(source, row, source.times()[row], source.diffs()[row]);
  }

  /**
   * Adds the row of one update of a batch with the same column types, at another time or diff. May
   * keep the batch until some more updates were added.
   */
  public void add(Updates source, int row, long time, long diff) {
    if (!picked.hasRoomFor(source)) {
      copyPicked();
    }
    picked.add(source, row);
    pickedBytes += keys.heapBytes(source.keys(), row) + values.heapBytes(source.values(), row);
    stamp(time, diff);
  }

  /** Lets go of the batches that rows were added of. */
  public void copyPicked() {
    if (picked.count() > 0) {
      keys.addAll(picked.batches(Updates::keys), picked);
      values.addAll(picked.batches(Updates::values), picked);
      picked.clear();
      pickedBytes = 0;
    }
  }

  /** Adds every update of a batch with the same column types. */
  public void addAll(Updates source) {
    addAll(source, 0, source.length());
  }

  /** Adds the updates {@code from..to}, to exclusive, of a batch with the same column types. */
  public void addAll(Updates source, int from, int to) {
    copyPicked();
    int at = length();
    keys.addAll(source.keys(), from, to);
    values.addAll(source.values(), from, to);
    times = ColumnBuilder.fit(times, length());
    diffs = ColumnBuilder.fit(diffs, length());
    System.arraycopy(source.times(), from, times, at, to - from);
    System.arraycopy(source.diffs(), from, diffs, at, to - from);
  }

  /** The updates so far. The builder is done and must not be used again. */
  public Updates build() {
    copyPicked();
    return new Updates(keys.build(), values.build(), times, diffs);
  }

  /** The bytes added so far: an estimate of the encoded size (spec §6.2). */
  public long bytes() {
    int rows = picked.count();
    long fixed = keys.fixedBytes() + values.fixedBytes();
    return keys.bytes() + values.bytes() + fixed * rows + pickedBytes + 16L * length();
  }

  private void stamp(long time, long diff) {
    int at = length() - 1;
    times = ColumnBuilder.fit(times, at + 1);
    diffs = ColumnBuilder.fit(diffs, at + 1);
    times[at] = time;
    diffs[at] = diff;
  }
}
