package io.travertine.calcite.change;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.session.StagedChanges;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a statement makes of the rows of one table. Nothing is committed here, so a statement never
 * sees its own writes. Immutable, and part of a cached plan.
 */
public sealed interface Change permits Insertion, KeyedInsertion, QueryRows, Removal {

  /** The table that is changed. */
  TableDefinition target();

  /**
   * What its code reads; if it is nothing, the change follows from nothing but its parameters and
   * what {@link ChangeScope#rowsAt} finds.
   */
  Set<Code.Reading> reads();

  /**
   * Stages the changes.
   *
   * @return how many rows the statement was about: inserted, matched, or deleted
   */
  long stage(ChangeScope scope, StagedChanges changes);

  /**
   * Stages the changes of several executions, as if one came after the other, of a change whose
   * code reads nothing.
   *
   * @return for each what {@link #stage} says; empty if what they leave of the keys of the table
   *     does not tell whether each has left them unique. Then what is staged is of no use
   */
  default Optional<long[]> stageAll(List<ChangeScope> runs, StagedChanges changes) {
    return Optional.of(runs.stream().mapToLong(run -> stage(run, changes)).toArray());
  }
}
