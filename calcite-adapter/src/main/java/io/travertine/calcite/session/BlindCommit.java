package io.travertine.calcite.session;

import io.travertine.persist.data.Updates;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Changes that follow from nothing read, on their way into a table. They are written once: whoever
 * loses a race appends the same data again, at the next time that is free. Not thread-safe.
 */
public final class BlindCommit implements AutoCloseable {

  private final OpenTable table;
  private final Updates changes;
  private Optional<OpenTable.Staged> staged = Optional.empty();

  /**
   * @param changes whose times do not matter
   */
  public BlindCommit(OpenTable table, Updates changes) {
    this.table = table;
    this.changes = changes;
  }

  /**
   * Tries to commit.
   *
   * @return the commit time; empty if another process was first
   */
  public OptionalLong attempt() {
    return table.exclusively(
        () -> {
          OpenTable.Staged next = staged.orElseGet(() -> table.stage(changes));
          staged = Optional.of(next);
          return table.append(next);
        });
  }

  /** Deletes what was written, unless it was committed. */
  @Override
  public void close() {
    staged.ifPresent(batch -> batch.batch().close());
  }
}
