package io.travertine.persist.internal.spine;

import io.travertine.persist.error.CorruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * One row of a durable map before and after: an insertion has no before, a deletion no after. The
 * value before is checked when the change is applied.
 */
public record Change<K, V>(K key, Optional<V> before, Optional<V> after) {

  public Change {
    if (before.isEmpty() && after.isEmpty()) {
      throw new IllegalArgumentException("nothing changes at " + key);
    }
  }

  /**
   * Checks the value before.
   *
   * @throws CorruptException if there is something else
   */
  public void requireBefore(Optional<V> found) {
    if (!before.equals(found)) {
      throw new CorruptException(
          "diff does not apply: expected " + before + " at " + key + ", found " + found);
    }
  }

  /** Makes the changes in {@code map}. */
  static <K, V> void apply(List<Change<K, V>> changes, NavigableMap<K, V> map) {
    for (Change<K, V> change : changes) {
      change.requireBefore(Optional.ofNullable(map.get(change.key())));
      if (change.after().isPresent()) {
        map.put(change.key(), change.after().get());
      } else {
        map.remove(change.key());
      }
    }
  }

  /** The changes that make {@code after} of {@code before}, rows of both in the order of keys. */
  static <K extends Comparable<K>, V> List<Change<K, V>> between(
      List<Map.Entry<K, V>> before, List<Map.Entry<K, V>> after) {
    List<Change<K, V>> changes = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      int order =
          i == before.size()
              ? 1
              : j == after.size() ? -1 : before.get(i).getKey().compareTo(after.get(j).getKey());
      if (order < 0) {
        Map.Entry<K, V> gone = before.get(i++);
        changes.add(new Change<>(gone.getKey(), Optional.of(gone.getValue()), Optional.empty()));
      } else if (order > 0) {
        Map.Entry<K, V> come = after.get(j++);
        changes.add(new Change<>(come.getKey(), Optional.empty(), Optional.of(come.getValue())));
      } else {
        V from = before.get(i++).getValue();
        Map.Entry<K, V> to = after.get(j++);
        if (from != to.getValue() && !from.equals(to.getValue())) {
          changes.add(new Change<>(to.getKey(), Optional.of(from), Optional.of(to.getValue())));
        }
      }
    }
    return changes;
  }
}
