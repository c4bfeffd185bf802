package io.travertine.persist.internal.io;

import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decoded parts, kept in memory until the bytes they retain exceed a limit; then those unread for
 * longest go. Who wants a part that another thread is loading waits for it instead of loading it
 * again. Thread-safe.
 *
 * <p>Blobs are written once, so nothing is ever invalidated.
 */
final class PartCache {

  /** Who waits looks again after so long; it is woken, too. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final long bytesMax;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<Key, Updates> parts = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Key, Loading> loadings = new HashMap<>();
  private long bytes;

  PartCache(long bytesMax, Clock clock) {
    this.bytesMax = bytesMax;
    this.clock = clock;
  }

  /** A part on its way; guarded by the lock of the cache. */
  private static final class Loading {
    private final Condition ended;
    private boolean running = true;
    private @Nullable Updates loaded;

    Loading(Condition ended) {
      this.ended = ended;
    }
  }

  boolean has(Key key) {
    lock.lock();
    try {
      return parts.containsKey(key);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The part, by {@code load} unless it is here or on its way. When the thread that loads it fails
   * or is interrupted, those who wait are not: the next of them loads.
   *
   * @throws CancelledException if the thread is interrupted while it waits
   */
  Updates get(Key key, Supplier<Updates> load) {
    Loading mine;
    lock.lock();
    try {
      while (true) {
        Updates cached = parts.get(key);
        if (cached != null) {
          return cached;
        }
        Loading others = loadings.get(key);
        if (others == null) {
          mine = new Loading(lock.newCondition());
          loadings.put(key, mine);
          break;
        }
        Optional<Updates> loaded = await(key, others);
        if (loaded.isPresent()) {
          return loaded.get();
        }
      }
    } finally {
      lock.unlock();
    }
    return load(key, load, mine);
  }

  /** What the other thread has loaded; nothing if it failed. */
  private Optional<Updates> await(Key key, Loading others) {
    try {
      while (others.running) {
        clock.await(lock, others.ended, LOOK_NANOS);
      }
      return Optional.ofNullable(others.loaded);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while another thread fetched " + key.blob(), e);
    }
  }

  private Updates load(Key key, Supplier<Updates> load, Loading mine) {
    Optional<Updates> loaded = Optional.empty();
    try {
      Updates updates = load.get();
      loaded = Optional.of(updates);
      return updates;
    } finally {
      lock.lock();
      try {
        mine.loaded = loaded.orElse(null);
        mine.running = false;
        mine.ended.signalAll();
        loadings.remove(key);
        loaded.ifPresent(updates -> keep(key, updates));
      } finally {
        lock.unlock();
      }
    }
  }

  private void keep(Key key, Updates updates) {
    long weight = updates.retainedBytes();
    if (weight > bytesMax) {
      return;
    }
    Updates previous = parts.put(key, updates);
    bytes += weight - (previous == null ? 0 : previous.retainedBytes());
    var oldest = parts.entrySet().iterator();
    while (bytes > bytesMax) {
      Map.Entry<Key, Updates> entry = oldest.next();
      bytes -= entry.getValue().retainedBytes();
      oldest.remove();
    }
  }

  /** The bytes that what is kept retains. */
  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /** Which part, and which of the columns of which schemas. */
  record Key(String blob, Schema key, Schema value, Projection columns) {}
}
