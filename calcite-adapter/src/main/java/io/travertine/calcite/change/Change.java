package io.travertine.calcite.change;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.session.StagedChanges;
import java.util.Set;

/**
 * What a statement makes of the rows of one table. Nothing is committed here, so a statement never
 * sees its own writes. Immutable, and part of a cached plan.
 */
public sealed interface Change permits ValueRows, QueryRows, Truncation {

  /** The table that is changed. */
  TableDefinition target();

  /** What it reads; if it is nothing, the change follows from nothing but its parameters. */
  Set<Code.Reading> reads();

  /**
   * Stages the changes.
   *
   * @return how many rows the statement was about: inserted, matched, or deleted
   */
  long stage(ChangeScope scope, StagedChanges changes);
}
