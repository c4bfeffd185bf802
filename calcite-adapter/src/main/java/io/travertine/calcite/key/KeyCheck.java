package io.travertine.calcite.key;

import io.travertine.persist.data.Points;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a statement leaves the rows of a table unlike each other in a key. */
public final class KeyCheck {

  private KeyCheck() {}

  /** Counts the rows there are. */
  @FunctionalInterface
  public interface Existing {

    /** The rows at some points of a key, as of when the transaction began to read. */
    KeyCounts at(KeyColumns key, Points points);
  }

  /**
   * A key that two rows would have. Only keys of which the statement leaves more rows than it found
   * are looked for.
   *
   * @param before what the transaction did before; with what existed it comes to 0 or 1 of each key
   * @param made what the statement does
   */
  public static Optional<KeyCounts.Entry> violation(
      KeyColumns key, KeyCounts before, KeyCounts made, Existing existing) {
    List<KeyCounts.Entry> unknown = new ArrayList<>();
    for (KeyCounts.Entry entry : made.entries(count -> count > 0)) {
      long own = entry.countIn(before);
      if (entry.count() > 1 || own > 0) {
        return Optional.of(entry);
      }
      if (own == 0) {
        unknown.add(entry);
      }
    }
    if (unknown.isEmpty()) {
      return Optional.empty();
    }
    KeyCounts found = existing.at(key, Points.of(KeyCounts.keys(unknown)));
    return unknown.stream().filter(entry -> entry.countIn(found) > 0).findFirst();
  }
}
