package io.travertine.persist.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Updates, column by column: row {@code i} says that {@code diffs[i]} copies of key {@code i} with
 * value {@code i} come at {@code times[i]}. Immutable, in no particular order unless said.
 *
 * <p>Equal to updates with equal rows, times and diffs in the same order.
 */
public final class Updates {

  private final ColumnBatch keys;
  private final ColumnBatch values;
  private final long[] times;
  private final long[] diffs;

  /**
   * @param keys as long as {@code values}
   * @param times handed over; at least as many as keys
   * @param diffs handed over; at least as many as keys
   */
  public Updates(ColumnBatch keys, ColumnBatch values, long[] times, long[] diffs) {
    int length = keys.length();
    if (values.length() != length || times.length < length || diffs.length < length) {
      throw new IllegalArgumentException(
          length
              + " keys, "
              + values.length()
              + " values, "
              + times.length
              + " times, "
              + diffs.length
              + " diffs");
    }
    this.keys = keys;
    this.values = values;
    this.times = times;
    this.diffs = diffs;
  }

  /** No updates. */
  public static Updates none(Schema key, Schema value) {
    return new UpdatesBuilder(key, value).build();
  }

  /** The updates of all {@code chunks}, one after the other. They must share their schemas. */
  public static Updates concat(Schema key, Schema value, List<Updates> chunks) {
    if (chunks.size() == 1) {
      return chunks.get(0);
    }
    UpdatesBuilder builder = new UpdatesBuilder(key, value);
    for (Updates chunk : chunks) {
      builder.addAll(chunk);
    }
    return builder.build();
  }

  public int length() {
    return keys.length();
  }

  public boolean isEmpty() {
    return keys.length() == 0;
  }

  public ColumnBatch keys() {
    return keys;
  }

  public ColumnBatch values() {
    return values;
  }

  /** The times, read only; possibly longer than {@link #length()}. */
  public long[] times() {
    return times;
  }

  /** The diffs, read only; possibly longer than {@link #length()}. */
  public long[] diffs() {
    return diffs;
  }

  /** The update of one row, decoded. */
  public <K, V> Update<K, V> update(int row, Codec<K> key, Codec<V> value) {
    return new Update<>(key.decode(keys, row), value.decode(values, row), times[row], diffs[row]);
  }

  /** All updates, decoded. */
  public <K, V> List<Update<K, V>> toList(Codec<K> key, Codec<V> value) {
    return IntStream.range(0, length()).mapToObj(row -> update(row, key, value)).toList();
  }

  /** The updates with every time replaced. */
  public Updates withTimes(long[] replaced) {
    return new Updates(keys, values, replaced, diffs);
  }

  /** The updates {@code rows[from..to)}, in that order. */
  public Updates gather(int[] rows, int from, int to) {
    long[] gatheredTimes = new long[to - from];
    long[] gatheredDiffs = new long[to - from];
    for (int i = from; i < to; i++) {
      gatheredTimes[i - from] = times[rows[i]];
      gatheredDiffs[i - from] = diffs[rows[i]];
    }
    return new Updates(
        keys.gather(rows, from, to), values.gather(rows, from, to), gatheredTimes, gatheredDiffs);
  }

  /** The updates {@code from..to}, to exclusive. */
  public Updates range(int from, int to) {
    if (from == 0 && to == length()) {
      return this;
    }
    return gather(IntStream.range(from, to).toArray(), 0, to - from);
  }

  /** Whether a diff is negative. */
  public boolean hasRetractions() {
    for (int i = 0; i < length(); i++) {
      if (diffs[i] < 0) {
        return true;
      }
    }
    return false;
  }

  /** Roughly how many bytes of heap the updates keep alive. */
  public long retainedBytes() {
    return keys.retainedBytes() + values.retainedBytes() + 8L * times.length + 8L * diffs.length;
  }

  @Override
  public boolean equals(Object other) {
    int length = length();
    return other instanceof Updates that
        && keys.equals(that.keys)
        && values.equals(that.values)
        && Arrays.equals(times, 0, length, that.times, 0, length)
        && Arrays.equals(diffs, 0, length, that.diffs, 0, length);
  }

  @Override
  public int hashCode() {
    return 31 * keys.hashCode() + values.hashCode();
  }

  @Override
  public String toString() {
    return "Updates["
        + length()
        + " of "
        + keys.schema().columns()
        + " "
        + values.schema().columns()
        + "]";
  }
}
