package io.travertine.calcite.session;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.key.KeyCheck;
import io.travertine.calcite.key.KeyColumns;
import io.travertine.calcite.key.KeyCounts;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.persist.Scan;
import io.travertine.persist.Snapshot;
import io.travertine.persist.SnapshotCursor;
import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.Points;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Updates;
import io.travertine.persist.time.Deadline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the keys of tables unique. After a statement, every key that it adds is looked for among
 * the rows at the read time and what the transaction did before. Whether others add the same key
 * meanwhile, the commit is asked: see {@link ConflictTest}.
 */
final class UniqueKeys {

  private final Transaction transaction;
  private final OpenTables tables;

  UniqueKeys(Transaction transaction, OpenTables tables) {
    this.transaction = transaction;
    this.tables = tables;
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
        KeyCounts read = KeyCounts.of(told, new long[] {1});
        transaction.reads(table, changed -> read.meet(key, changed, diff -> true));
        throw key.violation(told, 0);
      }
    }
  }

  private KeyCounts existing(KeyColumns key, Points points) {
    KeyCounts found = new KeyCounts();
    if (transaction.isUnborn(key.table())) {
      return found;
    }
    Scan scan = Scan.of(key.projection()).at(points);
    try (Snapshot<@Nullable Object[], Unit> snapshot =
            tables.of(key.table()).snapshotOf(transaction.readTime(), scan, Deadline.none());
        SnapshotCursor cursor = snapshot.columns()) {
      Optional<Updates> chunk = cursor.next();
      while (chunk.isPresent()) {
        found.add(KeyColumns.canonical(chunk.get().keys()), chunk.get().diffs(), 1);
        chunk = cursor.next();
      }
    }
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
