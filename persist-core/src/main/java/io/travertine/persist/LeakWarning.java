package io.travertine.persist;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
  private volatile Cleaner.@Nullable Cleanable watch;

  private LeakWarning() {}

  /** What is done when the owner is collected, unless it was closed. */
  private record Watch(AtomicBoolean closed, Supplier<String> what, Runnable remedy)
      implements Runnable {

    @Override
    public void run() {
      if (closed.compareAndSet(false, true)) {
        LOG.warn("{}: never closed", what.get());
        remedy.run();
      }
    }
  }

  /** Of an owner that leaves nothing behind so far. */
  static LeakWarning none() {
    return new LeakWarning();
  }

  /**
   * Watches {@code owner}.
   *
   * @param what names the owner; must not refer to it
   * @param remedy closes in its place, without waiting; must not refer to it
   */
  static LeakWarning on(Object owner, Supplier<String> what, Runnable remedy) {
    LeakWarning warning = new LeakWarning();
    warning.watch(owner, what, remedy);
    return warning;
  }

  /** The same, of an owner that is opened seldom. */
  static LeakWarning on(Object owner, String what, Runnable remedy) {
    return on(owner, () -> what, remedy);
  }

  /** Watches {@code owner} from now on; see {@link #on(Object, Supplier, Runnable)}. */
  void watch(Object owner, Supplier<String> what, Runnable remedy) {
    watch = CLEANER.register(owner, new Watch(closed, what, remedy));
  }

  /** Whether the owner is watched. */
  boolean isWatching() {
    return watch != null;
  }

  /** Whether this is the first close of the owner. */
  boolean close() {
    boolean first = closed.compareAndSet(false, true);
    Cleaner.Cleanable watched = watch;
    if (first && watched != null) {
      watched.clean();
    }
    return first;
  }

  boolean isClosed() {
    return closed.get();
  }
}
