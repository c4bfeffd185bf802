package io.travertine.persist.data;

import java.util.Arrays;

/** Collects which rows are null. Not thread-safe. */
final class NullMaskBuilder {

  private long[] words = new long[0];

  void set(int row) {
    int word = row >> 6;
    if (word >= words.length) {
      words = Arrays.copyOf(words, Math.max(word + 1, words.length * 2));
    }
    words[word] |= 1L << row;
  }

  /** The mask so far; the builder may go on. */
  NullMask build() {
    return NullMask.of(words.clone());
  }
}
