package io.travertine.calcite.change;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.key.KeyColumns;
import io.travertine.calcite.session.StagedChanges;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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

  @Override
  public long stage(ChangeScope scope, StagedChanges changes) {
    KeyedStaging staging = new KeyedStaging(this, changes, new TakenKeys(List.of()));
    staging.run(scope);
    return staging.finish()[0];
  }

  /** {@inheritDoc} Their keys are looked up together. */
  @Override
  public Optional<long[]> stageAll(List<ChangeScope> runs, StagedChanges changes) {
    TakenKeys taken = new TakenKeys(changedUnseen());
    KeyedStaging staging = new KeyedStaging(this, changes, taken);
    runs.forEach(staging::run);
    long[] counts = staging.finish();
    return taken.anyGivenUp() ? Optional.empty() : Optional.of(counts);
  }

  /** The keys that rows are not looked up by and that may change in a row that is there. */
  private List<KeyColumns> changedUnseen() {
    KeyColumns seen = keys.get(0);
    return KeyColumns.allOf(target).stream()
        .filter(key -> !key.equals(seen))
        .filter(key -> Arrays.stream(resolution.columns()).anyMatch(key.positions()::contains))
        .toList();
  }
}
