package io.travertine.calcite.change;

import io.travertine.calcite.key.KeyColumns;
import io.travertine.calcite.key.RowKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What executions take and give up of keys that nobody looks rows up by. If none gives up what one
 * has taken before, keys that are unique in the end were unique all along: of two rows that have
 * the same value for a while, one takes it, and then one gives it up. Not thread-safe.
 */
final class TakenKeys {

  private final List<KeyColumns> keys;

  /** For each key its values. */
  private final List<Set<RowKey>> taken = new ArrayList<>();

  private boolean anyGivenUp;

  TakenKeys(List<KeyColumns> keys) {
    this.keys = keys;
    keys.forEach(key -> taken.add(new HashSet<>()));
  }

  /** Whether any value was given up that had been taken before. */
  boolean anyGivenUp() {
    return anyGivenUp;
  }

  /** A row is new. */
  void take(@Nullable Object[] row) {
    for (int i = 0; i < keys.size(); i++) {
      RowKey.of(row, keys.get(i).positions()).ifPresent(taken.get(i)::add);
    }
  }

  /** A row has changed. */
  void change(@Nullable Object[] before, @Nullable Object[] after) {
    for (int i = 0; i < keys.size(); i++) {
      Set<RowKey> values = taken.get(i);
      Optional<RowKey> was = RowKey.of(before, keys.get(i).positions());
      Optional<RowKey> is = RowKey.of(after, keys.get(i).positions());
      if (!was.equals(is)) {
        anyGivenUp |= was.filter(values::contains).isPresent();
        is.ifPresent(values::add);
      }
    }
  }
}
