package io.travertine.calcite.session;

import io.travertine.calcite.key.KeyColumns;
import io.travertine.persist.Scan;
import io.travertine.persist.Snapshot;
import io.travertine.persist.SnapshotCursor;
import io.travertine.persist.data.Points;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.RowChoice;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Updates;
import io.travertine.persist.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks rows up by their keys, as a transaction sees them. */
final class KeyLookup {

  private final Transaction transaction;
  private final OpenTables tables;

  KeyLookup(Transaction transaction, OpenTables tables) {
    this.transaction = transaction;
    this.tables = tables;
  }

  /**
   * Hands out the rows at some points, as of the read time, with changes on top.
   *
   * @param own whole rows at the points
   */
  void rows(
      KeyColumns key, Points points, Projection columns, Updates own, Consumer<Updates> chunks) {
    if (transaction.isUnborn(key.table())) {
      handOut(OverlaidRows.of(OverlaidRows.NOTHING, own, columns, RowChoice.all()), chunks);
      return;
    }
    Scan scan = Scan.of(columns).at(points);
    try (Snapshot<@Nullable Object[], Unit> snapshot =
            tables.of(key.table()).snapshotOf(transaction.readTime(), scan, Deadline.none());
        SnapshotCursor cursor =
            OverlaidRows.of(snapshot.columns(), own, columns, RowChoice.all())) {
      handOut(cursor, chunks);
    }
  }

  /**
   * The same rows.
   *
   * @param columns positions in the table, the key's among them
   * @return for each row those columns, as the table stores them
   */
  List<@Nullable Object[]> list(KeyColumns key, Points points, List<Integer> columns, Updates own) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    rows(
        key,
        points,
        Projection.of(columns, List.of()),
        own,
        chunk -> {
          RowCodec codec = new RowCodec("rows", chunk.keys().schema());
          for (int row = 0; row < chunk.length(); row++) {
            for (long copy = 0; copy < chunk.diffs()[row]; copy++) {
              rows.add(codec.decode(chunk.keys(), row));
            }
          }
        });
    return rows;
  }

  private static void handOut(SnapshotCursor cursor, Consumer<Updates> chunks) {
    Optional<Updates> chunk = cursor.next();
    while (chunk.isPresent()) {
      chunks.accept(chunk.get());
      chunk = cursor.next();
    }
  }
}
