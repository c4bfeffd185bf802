package io.travertine.persist.location.s3;

import io.travertine.persist.id.SeqNo;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of one log's objects. An entry is named by the seqno that it follows, so that there is
 * one name for whatever comes next; counted down, so that a listing begins with the newest. Where a
 * log was truncated, a floor lies right behind the oldest entry that counts.
 */
record LogNames(String folder) {

  /** Where all logs lie, each in a folder. */
  static final String LOGS = "consensus/";

  private static final String FLOOR = "-floor";
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})(" + FLOOR + ")?");
  private static final long FIRST = -1;

  /**
   * What a name of a log means.
   *
   * @param before what the entry follows, or -1 if it is the first
   * @param floor whether it is no entry, but the end of what counts, right behind that one
   */
  record Meaning(long before, boolean floor) {}

  static LogNames of(String key) {
    return new LogNames(LOGS + ObjectNames.segment(key) + "/");
  }

  /** The name of the entry that follows {@code before}. */
  String after(Optional<SeqNo> before) {
    return entry(before.map(SeqNo::value).orElse(FIRST));
  }

  String after(SeqNo before) {
    return entry(before.value());
  }

  /** The name of the entry that follows {@code before}, or is the first for -1. */
  String entry(long before) {
    String digits = Long.toHexString(Long.MAX_VALUE - before);
    return folder + "0".repeat(16 - digits.length()) + digits;
  }

  /** The name of the floor right behind the entry that follows {@code before}. */
  String floor(long before) {
    return entry(before) + FLOOR;
  }

  /** What {@code name} means; empty if it is not ours. */
  Optional<Meaning> meaning(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!name.startsWith(folder) || !matcher.region(folder.length(), name.length()).matches()) {
      return Optional.empty();
    }
    long before = Long.MAX_VALUE - Long.parseUnsignedLong(matcher.group(1), 16);
    return before < FIRST
        ? Optional.empty()
        : Optional.of(new Meaning(before, matcher.group(2) != null));
  }
}
