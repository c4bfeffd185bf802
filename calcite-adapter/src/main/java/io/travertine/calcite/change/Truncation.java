package io.travertine.calcite.change;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.exec.ShardScan;
import io.travertine.calcite.exec.StatementContext;
import io.travertine.calcite.session.ReadTimes;
import io.travertine.calcite.session.StagedChanges;
import io.travertine.persist.SnapshotCursor;
import io.travertine.persist.data.Updates;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Takes every row out of a table, column by column and without looking at one. */
public record Truncation(TableDefinition target) implements Change {

  @Override
  public Set<Code.Reading> reads() {
    return Set.of(new Code.Reading(target, ReadTimes.PRESENT));
  }

  @Override
  public long stage(ChangeScope scope, StagedChanges changes) {
    List<Integer> all = IntStream.range(0, target.columns().size()).boxed().toList();
    ShardScan scan = new ShardScan(target, ReadTimes.PRESENT, all, List.of());
    long count = 0;
    try (StatementContext context = scope.context(Map.of());
        SnapshotCursor chunks = context.chunks(scan)) {
      while (true) {
        Optional<Updates> chunk = scope.cancellation().waiting(chunks::next);
        if (chunk.isEmpty()) {
          return count;
        }
        count += changes.retractAll(chunk.get());
      }
    }
  }
}
