package io.travertine.persist;

import io.travertine.persist.data.Updates;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.PushdownAuditException;
import java.util.Optional;

/**
 * The rows of a snapshot in columns, chunk by chunk, in no particular order. A row may come in
 * several chunks; its copies are the sum. Not thread-safe. Closing early stops fetching.
 */
public interface SnapshotCursor extends AutoCloseable {

  /**
   * The next chunk, never empty; absent after the last. Every diff is positive as long as the
   * collection never retracted what it did not have.
   *
   * @throws CancelledException if the thread is interrupted
   * @throws PushdownAuditException if a part that was skipped has a row that is wanted: rows may be
   *     missing. Thrown after the last chunk at the latest
   */
  Optional<Updates> next();

  @Override
  void close();
}
