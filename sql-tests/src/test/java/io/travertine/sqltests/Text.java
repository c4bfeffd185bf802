package io.travertine.sqltests;

import java.util.Random;

/** Text that cannot be compressed. */
final class Text {

  private Text() {}

  /** Printable, and the same for the same {@code seed}. */
  static String random(long seed, int length) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) (' ' + random.nextInt(95)));
    }
    return text.toString();
  }
}
