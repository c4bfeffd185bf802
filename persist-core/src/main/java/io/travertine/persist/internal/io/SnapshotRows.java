package io.travertine.persist.internal.io;

import io.travertine.persist.data.Updates;
import java.util.Optional;

/** A way to bring the updates of a snapshot to its reader. Not thread-safe. */
interface SnapshotRows extends AutoCloseable {

  /** The next updates, not empty; absent after the last. */
  Optional<Updates> next();

  @Override
  void close();
}
