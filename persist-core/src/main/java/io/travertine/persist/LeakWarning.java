package io.travertine.persist;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns in the log when its owner is collected without having been closed. Thread-safe. */
final class LeakWarning {

  private static final Logger LOG = LoggerFactory.getLogger(LeakWarning.class);
  private static final Cleaner CLEANER =
      Cleaner.create(
          task -> {
            Thread thread = new Thread(task, "persist-leak-warning");
            thread.setDaemon(true);
            return thread;
          });

  private final AtomicBoolean closed = new AtomicBoolean();

  private LeakWarning() {}

  /**
   * Watches {@code owner}.
   *
   * @param what names the owner
   * @param remedy closes in its place, without waiting; must not refer to it
   */
  static LeakWarning on(Object owner, String what, Runnable remedy) {
    LeakWarning warning = new LeakWarning();
    AtomicBoolean closed = warning.closed;
    CLEANER.register(
        owner,
        () -> {
          if (closed.compareAndSet(false, true)) {
            LOG.warn("{}: never closed", what);
            remedy.run();
          }
        });
    return warning;
  }

  /** Whether this is the first close of the owner. */
  boolean close() {
    return closed.compareAndSet(false, true);
  }

  boolean isClosed() {
    return closed.get();
  }
}
