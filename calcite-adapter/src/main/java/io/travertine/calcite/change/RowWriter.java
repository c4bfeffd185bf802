package io.travertine.calcite.change;

import io.travertine.calcite.session.StagedChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stages rows, and checks the new ones, many at a time. Not thread-safe. */
final class RowWriter {

  private static final int ROWS_PER_CHECK = 1_024;

  private final Optional<Checks> checks;
  private final ChangeScope scope;
  private final StagedChanges changes;
  private final List<@Nullable Object[]> unchecked = new ArrayList<>();

  RowWriter(Optional<Checks> checks, ChangeScope scope, StagedChanges changes) {
    this.checks = checks;
    this.scope = scope;
    this.changes = changes;
  }

  /** A row that was not there, as the table stores it. */
  void insertNew(@Nullable Object[] row) {
    scope.inserted(row);
    insert(row);
  }

  /** A new row, or the new form of one, as the table stores it. */
  void insert(@Nullable Object[] row) {
    changes.insert(row);
    check(row);
  }

  /** A row that is checked already. */
  void insertChecked(@Nullable Object[] row) {
    changes.insert(row);
  }

  /** Checks a row, by {@link #finish} at the latest. */
  void check(@Nullable Object[] row) {
    if (checks.isPresent()) {
      unchecked.add(row);
      if (unchecked.size() >= ROWS_PER_CHECK) {
        finish();
      }
    }
  }

  /** A row less. */
  void retract(@Nullable Object[] row) {
    changes.retract(row);
  }

  /** Checks what is left to be checked. */
  void finish() {
    if (!unchecked.isEmpty()) {
      checks.orElseThrow().require(unchecked, scope);
      unchecked.clear();
    }
  }
}
