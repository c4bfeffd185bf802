package io.travertine.calcite.change;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.session.StagedChanges;
import java.util.List;
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
   * Whether executions that together leave the keys of the table unique have left them so all
   * along: no row gives up what another has taken before.
   */
  default boolean mayBeJudgedTogether() {
    return true;
  }

  /**
   * Stages the changes of several executions, as if one came after the other, of a change whose
   * code reads nothing, and that {@link #mayBeJudgedTogether}.
   *
   * @return for each what {@link #stage} says
   */
  default long[] stageAll(List<ChangeScope> runs, StagedChanges changes) {
    return runs.stream().mapToLong(run -> stage(run, changes)).toArray();
  }
}
