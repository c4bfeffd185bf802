package io.travertine.persist.id;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The release of a program that wrote something. Prints as {@code <major>.<minor>.<patch>}.
 *
 * @param major 0 to 99
 * @param minor 0 to 999
 * @param patch 0 to 99
 */
public record BuildVersion(int major, int minor, int patch) implements Comparable<BuildVersion> {

  private static final Pattern FORM =
      Pattern.compile("(\\d{1,2})\\.(\\d{1,3})\\.(\\d{1,2})(?:-[0-9A-Za-z.-]+)?");
  private static final Comparator<BuildVersion> ORDER =
      Comparator.comparingInt(BuildVersion::major)
          .thenComparingInt(BuildVersion::minor)
          .thenComparingInt(BuildVersion::patch);

  /** The release this program is. */
  public static final BuildVersion CURRENT = new BuildVersion(0, 1, 0);

  public BuildVersion {
    if (major < 0 || major > 99 || minor < 0 || minor > 999 || patch < 0 || patch > 99) {
      throw new IllegalArgumentException(
          "version out of range: " + major + "." + minor + "." + patch);
    }
  }

  /**
   * The version printed as {@code text}; a suffix such as {@code -SNAPSHOT} is dropped.
   *
   * @throws IllegalArgumentException if {@code text} is not three numbers within their limits
   */
  public static BuildVersion parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a version of the form 1.2.3: '" + text + "'");
    }
    return new BuildVersion(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)));
  }

  /**
   * Whether this release may use what {@code writer} wrote: an older release, or one of the same
   * major number whose minor is at most one ahead (spec §8.7).
   */
  public boolean reads(BuildVersion writer) {
    return writer.major == major ? writer.minor <= minor + 1 : writer.major < major;
  }

  /** The newer of both. */
  public BuildVersion max(BuildVersion other) {
    return compareTo(other) >= 0 ? this : other;
  }

  @Override
  public int compareTo(BuildVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
