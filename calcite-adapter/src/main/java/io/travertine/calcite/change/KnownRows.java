package io.travertine.calcite.change;

import io.travertine.calcite.key.KeyColumns;
import io.travertine.calcite.key.RowKey;
import io.travertine.calcite.type.SqlFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The rows that were looked up by some keys, with what was done to them since. Not thread-safe. */
final class KnownRows {

  private final List<KeyColumns> keys;
  private final boolean keysAlone;
  private final List<Integer> all;

  /** For each key the places of its values. */
  private final List<Map<RowKey, Place>> places = new ArrayList<>();

  /**
   * @param keysAlone whether nobody asks for more of rows that were looked up than their keys
   */
  KnownRows(List<KeyColumns> keys, boolean keysAlone) {
    this.keys = keys;
    this.keysAlone = keysAlone;
    this.all = IntStream.range(0, keys.get(0).table().columns().size()).boxed().toList();
    keys.forEach(key -> places.add(new HashMap<>()));
  }

  /** Where the row of one key is, or would be. */
  static final class Place {
    private Optional<@Nullable Object[]> row = Optional.empty();
    private Optional<Object> writer = Optional.empty();
    private boolean awaitsUpdate;

    /** The row as the table stores it. */
    @Nullable Object[] row() {
      return row.orElseThrow();
    }

    /** Whether {@code one} has put the row there. */
    boolean isWrittenBy(Object one) {
      return writer.filter(by -> by == one).isPresent();
    }

    /** Whether it is decided that the row changes, but not yet how. */
    boolean awaitsUpdate() {
      return awaitsUpdate;
    }

    void awaitUpdate(boolean awaits) {
      awaitsUpdate = awaits;
    }

    void put(@Nullable Object[] newRow, Object by) {
      row = Optional.of(newRow);
      writer = Optional.of(by);
    }
  }

  /** Looks up what has a key of one of these rows and is not known yet. */
  void learn(List<@Nullable Object[]> rows, ChangeScope scope) {
    for (int i = 0; i < places.size(); i++) {
      KeyColumns key = keys.get(i);
      Map<RowKey, Place> known = places.get(i);
      Map<RowKey, @Nullable Object[]> unknown = new LinkedHashMap<>();
      for (@Nullable Object[] row : rows) {
        RowKey.of(row, key.positions())
            .filter(value -> !known.containsKey(value))
            .ifPresent(value -> unknown.put(value, key.of(row)));
      }
      if (!unknown.isEmpty()) {
        unknown.keySet().forEach(value -> known.put(value, new Place()));
        lookUp(key, List.copyOf(unknown.values()), known, scope);
      }
    }
  }

  private void lookUp(
      KeyColumns key,
      List<@Nullable Object[]> values,
      Map<RowKey, Place> known,
      ChangeScope scope) {
    List<Integer> columns = keysAlone ? key.positions() : all;
    List<Integer> positions = keysAlone ? all.subList(0, columns.size()) : key.positions();
    for (@Nullable Object[] row : scope.rowsAt(key, key.batchOf(values), columns)) {
      RowKey value = RowKey.of(row, positions).orElseThrow();
      Objects.requireNonNull(known.get(value)).row = Optional.of(row);
    }
  }

  /** Where there is a row with one of the keys of a row that was learned of. */
  Optional<Place> met(@Nullable Object[] row) {
    for (int i = 0; i < places.size(); i++) {
      Map<RowKey, Place> known = places.get(i);
      Optional<Place> place =
          RowKey.of(row, keys.get(i).positions())
              .map(value -> Objects.requireNonNull(known.get(value)))
              .filter(there -> there.row.isPresent());
      if (place.isPresent()) {
        return place;
      }
    }
    return Optional.empty();
  }

  /** Remembers that a row is there now, put there by {@code writer}. */
  void put(@Nullable Object[] row, Object writer) {
    for (int i = 0; i < places.size(); i++) {
      Map<RowKey, Place> known = places.get(i);
      RowKey.of(row, keys.get(i).positions())
          .ifPresent(value -> known.computeIfAbsent(value, v -> new Place()).put(row, writer));
    }
  }

  /**
   * Remembers that there is another row now, perhaps with another key, which was learned of.
   *
   * @throws SqlFailure 23505 if that is the key of yet another row
   */
  void move(Place from, @Nullable Object[] row, Object writer) {
    from.row = Optional.empty();
    if (met(row).isPresent()) {
      KeyColumns key = keys.get(0);
      throw key.violation(key.batchOf(List.<@Nullable Object[]>of(key.of(row))), 0);
    }
    put(row, writer);
  }
}
