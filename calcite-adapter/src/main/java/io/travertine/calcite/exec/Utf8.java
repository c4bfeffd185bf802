package io.travertine.calcite.exec;

/** Text kept as UTF-8. */
final class Utf8 {

  /**
   * The first lead byte of the characters that UTF-16 sorts behind its surrogates: U+E000 to
   * U+FFFF.
   */
  private static final int BEHIND_SURROGATES = 0xEE;

  /** The first lead byte of the characters that UTF-16 writes as surrogates. */
  private static final int SURROGATES = 0xF0;

  private Utf8() {}

  /**
   * The order of {@code heap[start..end)} against {@code other} as {@link String#compareTo} sees
   * it. It is the order of the bytes, but for characters beyond U+FFFF, which UTF-16 puts before
   * U+E000.
   */
  static int compareAsUtf16(byte[] heap, int start, int end, byte[] other) {
    int length = end - start;
    int common = Math.min(length, other.length);
    for (int i = 0; i < common; i++) {
      int a = heap[start + i] & 0xFF;
      int b = other[i] & 0xFF;
      if (a != b) {
        boolean swapped =
            a >= BEHIND_SURROGATES
                && b >= BEHIND_SURROGATES
                && (a >= SURROGATES) != (b >= SURROGATES);
        return swapped ? b - a : a - b;
      }
    }
    return length - other.length;
  }
}
