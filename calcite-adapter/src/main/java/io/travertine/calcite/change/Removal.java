package io.travertine.calcite.change;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.exec.ShardScan;
import io.travertine.calcite.exec.StatementContext;
import io.travertine.calcite.session.ReadTimes;
import io.travertine.calcite.session.StagedChanges;
import io.travertine.persist.SnapshotCursor;
import io.travertine.persist.data.RowChoice;
import io.travertine.persist.data.Updates;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Takes the rows that a scan shows out of their table, column by column: TRUNCATE, and DELETE where
 * the scan decides by itself.
 *
 * @param scan of all columns of the table, in their order, at the present
 */
public record Removal(TableDefinition target, ShardScan scan) implements Change {

  /** Takes every row out. */
  public static Removal ofEverything(TableDefinition target) {
    List<Integer> all = IntStream.range(0, target.columns().size()).boxed().toList();
    return new Removal(target, new ShardScan(target, ReadTimes.PRESENT, all, List.of()));
  }

  @Override
  public Set<Code.Reading> reads() {
    return Set.of(new Code.Reading(target, ReadTimes.PRESENT));
  }

  @Override
  public long stage(ChangeScope scope, StagedChanges changes) {
    long count = 0;
    try (StatementContext context = scope.context(Map.of());
        SnapshotCursor chunks = context.chunks(scan)) {
      RowChoice choice = scan.choice(context);
      while (true) {
        Optional<Updates> chunk = scope.cancellation().waiting(chunks::next);
        if (chunk.isEmpty()) {
          return count;
        }
        int[] rows = new int[chunk.get().length()];
        count += changes.retractAll(chunk.get(), rows, choice.choose(chunk.get().keys(), rows));
      }
    }
  }
}
