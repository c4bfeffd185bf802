package io.travertine.persist.data;

/** Which rows of a column are null: one bit a row, set if null. Immutable. */
public final class NullMask {

  private static final NullMask NONE = new NullMask(new long[0], 0);

  private final long[] words;
  private final int count;

  private NullMask(long[] words, int count) {
    this.words = words;
    this.count = count;
  }

  /** No row is null. */
  public static NullMask none() {
    return NONE;
  }

  /**
   * The rows whose bit is set.
   *
   * @param words row {@code i} is bit {@code i % 64} of word {@code i / 64}; handed over; may be
   *     shorter than the column
   */
  public static NullMask of(long[] words) {
    int count = 0;
    for (long word : words) {
      count += Long.bitCount(word);
    }
    return count == 0 ? NONE : new NullMask(words, count);
  }

  /** Every one of the first {@code length} rows is null. */
  public static NullMask all(int length) {
    long[] words = new long[(length + 63) >> 6];
    for (int i = 0; i < length; i++) {
      words[i >> 6] |= 1L << i;
    }
    return of(words);
  }

  /** Whether any row is null. */
  public boolean any() {
    return count != 0;
  }

  /** How many rows are null. */
  public int count() {
    return count;
  }

  public boolean isNull(int row) {
    int word = row >> 6;
    return word < words.length && (words[word] >>> row & 1) != 0;
  }

  /** The bits, as in {@link #of}; read only, and possibly shorter than the column. */
  public long[] words() {
    return words;
  }

  /** The mask of {@code rows[from..to)}. */
  NullMask gather(int[] rows, int from, int to) {
    if (count == 0) {
      return NONE;
    }
    long[] gathered = new long[(to - from + 63) >> 6];
    for (int i = from; i < to; i++) {
      if (isNull(rows[i])) {
        int at = i - from;
        gathered[at >> 6] |= 1L << at;
      }
    }
    return of(gathered);
  }

  long retainedBytes() {
    return 8L * words.length;
  }
}
