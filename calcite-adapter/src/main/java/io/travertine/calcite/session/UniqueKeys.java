package io.travertine.calcite.session;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.key.KeyCheck;
import io.travertine.calcite.key.KeyColumns;
import io.travertine.calcite.key.KeyCounts;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.Points;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the keys of tables unique. After a statement, every key that it adds is looked for among
 * the rows at the read time and what the transaction did before. Whether others add the same key
 * meanwhile, the commit is asked: see {@link ConflictTest}.
 */
final class UniqueKeys {

  private final Transaction transaction;
  private final KeyLookup lookup;

  UniqueKeys(Transaction transaction, KeyLookup lookup) {
    this.transaction = transaction;
    this.lookup = lookup;
  }

  /**
   * Lets a statement pass that leaves no two rows of {@code table} with the same key.
   *
   * @param before what the transaction made of the table before
   * @param made what the statement makes of it
   * @throws SqlFailure 23505
   */
  void require(TableDefinition table, TableChanges before, Updates made) {
    for (KeyColumns key : KeyColumns.allOf(table)) {
      KeyCounts counts = KeyCounts.of(key.ofRows(made.keys()), made.diffs());
      Optional<KeyCounts.Entry> twice =
          KeyCheck.violation(key, before.counts(key), counts, this::existing);
      if (twice.isPresent()) {
        // Who is told that there is such a row has read it.
        ColumnBatch told = KeyCounts.keys(List.of(twice.get()));
        transaction.readsKeys(key, told);
        throw key.violation(told, 0);
      }
    }
  }

  private KeyCounts existing(KeyColumns key, Points points) {
    KeyCounts found = new KeyCounts();
    Updates own = Updates.none(key.table().rowSchema(), Schema.EMPTY);
    lookup.rows(
        key,
        points,
        key.projection(),
        own,
        chunk -> found.add(KeyColumns.canonical(chunk.keys()), chunk.diffs(), 1));
    return found;
  }

  /**
   * What a transaction adds to the keys of a table, of which nobody else may add the same.
   *
   * @param table as others know it
   */
  static Map<KeyColumns, KeyCounts> added(TableDefinition table, TableChanges changes) {
    Map<KeyColumns, KeyCounts> added = new HashMap<>();
    for (KeyColumns key : KeyColumns.allOf(table)) {
      KeyCounts counts = changes.counts(key);
      if (counts.anyAdded()) {
        added.put(key, counts);
      }
    }
    return added;
  }
}
