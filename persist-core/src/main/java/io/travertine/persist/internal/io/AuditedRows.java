package io.travertine.persist.internal.io;

import io.travertine.persist.data.Updates;
import io.travertine.persist.error.PushdownAuditException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a read shows, chunk by chunk, and meanwhile a look at some of the parts that it leaves out
 * (spec §7.8). Nothing is fetched before asked for. Not thread-safe; close it early to stop
 * fetching.
 */
public final class AuditedRows implements AutoCloseable {

  private final Supplier<SnapshotRows> reading;
  private final Supplier<PartFetches> auditing;
  private Optional<SnapshotRows> rows = Optional.empty();
  private Optional<PartFetches> audits = Optional.empty();
  private boolean done;

  AuditedRows(Supplier<SnapshotRows> reading, Supplier<PartFetches> auditing) {
    this.reading = reading;
    this.auditing = auditing;
  }

  /**
   * The next chunk, not empty; absent after the last.
   *
   * @throws PushdownAuditException instead of that, if a part should not have been left out
   */
  public Optional<Updates> next() {
    if (done) {
      return Optional.empty();
    }
    if (rows.isEmpty()) {
      PartFetches audit = auditing.get();
      audits = Optional.of(audit);
      audit.begin();
      rows = Optional.of(reading.get());
    }
    Optional<Updates> chunk = rows.get().next();
    if (chunk.isEmpty()) {
      audits.ifPresent(PartFetches::drain);
      done = true;
    }
    return chunk;
  }

  @Override
  public void close() {
    done = true;
    rows.ifPresent(SnapshotRows::close);
    audits.ifPresent(PartFetches::close);
  }
}
