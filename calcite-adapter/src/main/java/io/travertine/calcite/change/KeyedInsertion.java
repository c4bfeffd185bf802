package io.travertine.calcite.change;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.key.KeyColumns;
import io.travertine.calcite.session.StagedChanges;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * UPSERT and INSERT … ON CONFLICT: a row of a source is a new one unless there is a row with its
 * key. Rows are looked up by their keys; the table is not read.
 *
 * @param keys in which a row must be like no other; at least one, and only one unless rows are
 *     skipped
 */
public record KeyedInsertion(
    TableDefinition target,
    SourceRows source,
    List<KeyColumns> keys,
    Resolution resolution,
    RowRules rules)
    implements Change {

  public KeyedInsertion {
    keys = List.copyOf(keys);
    if (keys.isEmpty() || keys.size() > 1 && !(resolution instanceof Resolution.Skip)) {
      throw new IllegalArgumentException(keys.size() + " keys for " + resolution);
    }
  }

  @Override
  public Set<Code.Reading> reads() {
    Set<Code.Reading> reads = new HashSet<>(source.reads());
    if (resolution instanceof Resolution.Update update) {
      reads.addAll(update.code().reads());
    }
    return reads;
  }

  /** {@inheritDoc} Of the key that rows are looked up by that is seen row by row. */
  @Override
  public boolean mayBeJudgedTogether() {
    return Arrays.stream(resolution.columns()).noneMatch(this::isInAnotherKey);
  }

  private boolean isInAnotherKey(int column) {
    KeyColumns lookedUp = keys.get(0);
    boolean stays =
        resolution instanceof Resolution.Replace && lookedUp.positions().contains(column);
    return !stays
        && KeyColumns.allOf(target).stream()
            .anyMatch(key -> !key.equals(lookedUp) && key.positions().contains(column));
  }

  @Override
  public long stage(ChangeScope scope, StagedChanges changes) {
    return stageAll(List.of(scope), changes)[0];
  }

  /** {@inheritDoc} Their keys are looked up together. */
  @Override
  public long[] stageAll(List<ChangeScope> runs, StagedChanges changes) {
    KeyedStaging staging = new KeyedStaging(this, changes);
    runs.forEach(staging::run);
    return staging.finish();
  }
}
