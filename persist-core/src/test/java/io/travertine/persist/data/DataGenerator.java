package io.travertine.persist.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The same workload every time (spec §12.5): record {@code i} has the zero-padded {@code i} as its
 * key, no value, time {@code i} and diff 1. Its good bytes are those of its key and value and 16
 * for its time and diff: exactly {@code recordBytes}.
 *
 * @param records how many
 * @param recordBytes of each
 * @param batchBytesMax records are handed out in batches of at most this many good bytes
 */
public record DataGenerator(int records, int recordBytes, int batchBytesMax) {

  private static final int TIME_AND_DIFF_BYTES = 16;
  private static final int DIGITS = 10;

  /** For benchmarks: 50 MiB in 7 batches. */
  public static final DataGenerator LARGE = new DataGenerator(819_200, 64, 8 << 20);

  /** For tests: 64 KiB in 8 batches. */
  public static final DataGenerator SMALL = new DataGenerator(64, 1_024, 8 << 10);

  public DataGenerator {
    if (records < 0
        || recordBytes < TIME_AND_DIFF_BYTES + DIGITS
        || batchBytesMax < recordBytes
        || batchBytesMax > 1 << 30) {
      throw new IllegalArgumentException(
          records + " records of " + recordBytes + " in batches of " + batchBytesMax);
    }
  }

  /** The good bytes of all records. */
  public long goodBytes() {
    return (long) records * recordBytes;
  }

  /** The good bytes of some updates. */
  public static long goodBytes(List<Update<String, Unit>> updates) {
    return updates.stream()
        .mapToLong(
            update -> update.key().getBytes(StandardCharsets.UTF_8).length + TIME_AND_DIFF_BYTES)
        .sum();
  }

  /** Record {@code i}. */
  public Update<String, Unit> record(int i) {
    return new Update<>(new String(key(i), StandardCharsets.US_ASCII), Unit.UNIT, i, 1);
  }

  /** All records. */
  public List<Update<String, Unit>> recordList() {
    return range(0, records);
  }

  /** The records {@code from..to}, to exclusive. */
  public List<Update<String, Unit>> range(int from, int to) {
    List<Update<String, Unit>> updates = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      updates.add(record(i));
    }
    return updates;
  }

  /** How many batches the records make. */
  public int batches() {
    return (records + batchRecords() - 1) / batchRecords();
  }

  /** The first record of a batch; of the one after the last, how many records there are. */
  public int batchStart(int batch) {
    return Math.min(records, batch * batchRecords());
  }

  private int batchRecords() {
    return batchBytesMax / recordBytes;
  }

  /** The records of a batch, in columns. */
  public Updates batch(int batch) {
    UpdatesBuilder builder = new UpdatesBuilder(Codec.string().schema(), Codec.unit().schema());
    for (int i = batchStart(batch); i < batchStart(batch + 1); i++) {
      builder.add(Codec.bytes(), key(i), Codec.unit(), Unit.UNIT, i, 1);
    }
    return builder.build();
  }

  private byte[] key(int record) {
    byte[] key = new byte[recordBytes - TIME_AND_DIFF_BYTES];
    int rest = record;
    for (int i = key.length - 1; i >= 0; i--) {
      key[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return key;
  }
}
