package io.travertine.persist.data;

import java.util.Arrays;
import java.util.List;

/**
 * Tells quickly of most rows that they are not among some others: by the hashes of one column, the
 * one that tells the others apart best. Immutable.
 */
final class Sieve {

  /** There are no columns, so nothing can be told. */
  private static final int NONE = -1;

  private static final int SAMPLES = 256;
  private static final int BITS_PER_ROW = 16;
  private static final int BITS_MIN = 1 << 10;
  private static final int BITS_MAX = 1 << 26;

  private final int column;
  private final long[] bits;

  private Sieve(int column, long[] bits) {
    this.column = column;
    this.bits = bits;
  }

  /**
   * @param chunks of one schema
   * @param rows which rows of each chunk are to be caught
   * @param likely updates like those that will be sifted, not empty
   */
  static Sieve of(List<Updates> chunks, List<int[]> rows, Updates likely) {
    int column = mostTelling(likely);
    long count = rows.stream().mapToLong(some -> some.length).sum();
    if (column == NONE) {
      return new Sieve(column, new long[0]);
    }
    int size = (int) Math.min(BITS_MAX, Math.max(BITS_MIN, count * BITS_PER_ROW));
    long[] bits = new long[Integer.highestOneBit(size) >> 6];
    for (int i = 0; i < chunks.size(); i++) {
      int[] some = rows.get(i);
      for (long hash : RowHash.of(column(chunks.get(i), column), some, some.length)) {
        int bit = bit(hash, bits);
        bits[bit >> 6] |= 1L << bit;
      }
    }
    return new Sieve(column, bits);
  }

  /** The column with most different values in a sample; of those the first. */
  private static int mostTelling(Updates likely) {
    int[] sample = new int[Math.min(SAMPLES, likely.length())];
    for (int i = 0; i < sample.length; i++) {
      sample[i] = (int) ((long) i * likely.length() / sample.length);
    }
    int best = NONE;
    long most = 0;
    for (int i = 0; i < width(likely); i++) {
      long[] hashes = RowHash.of(column(likely, i), sample, sample.length);
      long different = Arrays.stream(hashes).distinct().count();
      if (different > most) {
        most = different;
        best = i;
      }
    }
    return best;
  }

  private static int width(Updates updates) {
    return updates.keys().columns().size() + updates.values().columns().size();
  }

  private static ColumnVector column(Updates updates, int position) {
    int keys = updates.keys().columns().size();
    return position < keys
        ? updates.keys().column(position)
        : updates.values().column(position - keys);
  }

  private static int bit(long hash, long[] bits) {
    return (int) hash & (bits.length << 6) - 1;
  }

  /**
   * Keeps those of {@code rows[0..count)} that may be among those to be caught, in their order.
   *
   * @param caught gets them
   * @return how many they are
   */
  int sift(Updates chunk, int[] rows, int count, int[] caught) {
    if (column == NONE) {
      System.arraycopy(rows, 0, caught, 0, count);
      return count;
    }
    long[] hashes = RowHash.of(column(chunk, column), rows, count);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int bit = bit(hashes[i], bits);
      caught[kept] = rows[i];
      kept += (int) (bits[bit >> 6] >>> bit & 1);
    }
    return kept;
  }
}
