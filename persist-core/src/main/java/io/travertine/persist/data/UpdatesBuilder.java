package io.travertine.persist.data;

/** Grows {@link Updates} one by one. Not thread-safe. */
public final class UpdatesBuilder {

  private final ColumnBatchBuilder keys;
  private final ColumnBatchBuilder values;
  private long[] times = new long[0];
  private long[] diffs = new long[0];

  public UpdatesBuilder(Schema key, Schema value) {
    this.keys = new ColumnBatchBuilder(key);
    this.values = new ColumnBatchBuilder(value);
  }

  /** How many updates so far. */
  public int length() {
    return keys.length();
  }

  public <K, V> void add(
      Codec<K> keyCodec, K key, Codec<V> valueCodec, V value, long time, long diff) {
    keys.add(keyCodec, key);
    values.add(valueCodec, value);
    stamp(time, diff);
  }

  /** Takes the columns of a key, for updates without a value; {@link #endKey} ends it. */
  public RowSink keySink() {
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

  /** Adds the row of one update of a batch with the same column types, at another time or diff. */
  public void add(Updates source, int row, long time, long diff) {
    keys.add(source.keys(), row);
    values.add(source.values(), row);
    stamp(time, diff);
  }

  /** Adds every update of a batch with the same column types. */
  public void addAll(Updates source) {
    int at = length();
    keys.addAll(source.keys());
    values.addAll(source.values());
    times = ColumnBuilder.fit(times, length());
    diffs = ColumnBuilder.fit(diffs, length());
    System.arraycopy(source.times(), 0, times, at, source.length());
    System.arraycopy(source.diffs(), 0, diffs, at, source.length());
  }

  /** The updates so far. The builder is done and must not be used again. */
  public Updates build() {
    return new Updates(keys.build(), values.build(), times, diffs);
  }

  /** The bytes added so far: an estimate of the encoded size (spec §6.2). */
  public long bytes() {
    return keys.bytes() + values.bytes() + 16L * length();
  }

  private void stamp(long time, long diff) {
    int at = keys.length() - 1;
    times = ColumnBuilder.fit(times, at + 1);
    diffs = ColumnBuilder.fit(diffs, at + 1);
    times[at] = time;
    diffs[at] = diff;
  }
}
