package io.travertine.persist.internal.batch;

import io.travertine.persist.id.BuildVersion;

/**
 * The release that wrote a part, as a directory of blobs. Prints as {@code n} and seven digits,
 * {@code nMMmmmPP}, so that the order of the texts is the order of the releases: blobs of releases
 * that no longer run can never be linked any more.
 */
public record WriterKey(BuildVersion version) implements Comparable<WriterKey> {

  private static final int DIGITS = 7;
  private static final int NUMBER_END = 10_000_000;

  /**
   * The key printed as {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} is not {@code n} and seven digits
   */
  public static WriterKey parse(String text) {
    boolean digits =
        text.length() == DIGITS + 1
            && text.charAt(0) == 'n'
            && text.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
    if (!digits) {
      throw new IllegalArgumentException("not a writer key of the form nMMmmmPP: '" + text + "'");
    }
    return ofNumber(Integer.parseInt(text.substring(1)));
  }

  /** The key whose digits are {@code number}. */
  static WriterKey ofNumber(int number) {
    if (number < 0 || number >= NUMBER_END) {
      throw new IllegalArgumentException("writer key out of range: " + number);
    }
    return new WriterKey(new BuildVersion(number / 100_000, number / 100 % 1000, number % 100));
  }

  /** The digits as a number. */
  int number() {
    return (version.major() * 1000 + version.minor()) * 100 + version.patch();
  }

  @Override
  public int compareTo(WriterKey other) {
    return version.compareTo(other.version);
  }

  @Override
  public String toString() {
    String digits = Integer.toString(number());
    return "n" + "0".repeat(DIGITS - digits.length()) + digits;
  }
}
