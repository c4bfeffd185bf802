package io.travertine.persist.internal.io;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What was made of parts, kept in memory until the bytes it retains exceed a limit; then what was
 * not asked for for longest goes. Who wants what another thread is loading waits for it instead of
 * loading it again. Thread-safe.
 *
 * <p>Blobs are written once, so nothing is ever invalidated. What no state of a shard refers to any
 * more is forgotten when somebody {@linkplain #keepOnly says} what it still refers to.
 *
 * @param <K> which part, and what of it
 * @param <V> decoded, or indexed
 */
final class PartCache<K, V> {

  /** Who waits looks again after so long; it is woken, too. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final long bytesMax;
  private final ToLongFunction<V> weigher;
  private final Function<K, ShardId> shardOf;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<K, V> parts = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<K, Loading<V>> loadings = new HashMap<>();
  private final Map<ShardId, Set<K>> ofShards = new HashMap<>();

  /** Shards of which something came since it was last said what they refer to. */
  private final Set<ShardId> grown = ConcurrentHashMap.newKeySet();

  private long bytes;

  /**
   * @param weigher how many bytes of heap a value keeps alive
   */
  PartCache(long bytesMax, ToLongFunction<V> weigher, Function<K, ShardId> shardOf, Clock clock) {
    this.bytesMax = bytesMax;
    this.weigher = weigher;
    this.shardOf = shardOf;
    this.clock = clock;
  }

  /** A part on its way; guarded by the lock of the cache. */
  private static final class Loading<V> {
    private final Condition ended;
    private boolean running = true;
    private @Nullable V loaded;

    Loading(Condition ended) {
      this.ended = ended;
    }
  }

  boolean has(K key) {
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
  V get(K key, Supplier<V> load) {
    Loading<V> mine;
    lock.lock();
    try {
      while (true) {
        V cached = parts.get(key);
        if (cached != null) {
          return cached;
        }
        Loading<V> others = loadings.get(key);
        if (others == null) {
          mine = new Loading<>(lock.newCondition());
          loadings.put(key, mine);
          break;
        }
        Optional<V> loaded = await(key, others);
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
  private Optional<V> await(K key, Loading<V> others) {
    try {
      while (others.running) {
        clock.await(lock, others.ended, LOOK_NANOS);
      }
      return Optional.ofNullable(others.loaded);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while another thread fetched " + key, e);
    }
  }

  private V load(K key, Supplier<V> load, Loading<V> mine) {
    Optional<V> loaded = Optional.empty();
    try {
      V value = load.get();
      loaded = Optional.of(value);
      return value;
    } finally {
      lock.lock();
      try {
        mine.loaded = loaded.orElse(null);
        mine.running = false;
        mine.ended.signalAll();
        loadings.remove(key);
        loaded.ifPresent(value -> keep(key, value));
      } finally {
        lock.unlock();
      }
    }
  }

  private void keep(K key, V value) {
    long weight = weigher.applyAsLong(value);
    if (weight > bytesMax) {
      return;
    }
    ShardId shard = shardOf.apply(key);
    drop(key);
    parts.put(key, value);
    bytes += weight;
    ofShards.computeIfAbsent(shard, any -> new HashSet<>()).add(key);
    grown.add(shard);
    while (bytes > bytesMax) {
      drop(parts.keySet().iterator().next());
    }
  }

  private void drop(K key) {
    V dropped = parts.remove(key);
    if (dropped == null) {
      return;
    }
    bytes -= weigher.applyAsLong(dropped);
    ShardId shard = shardOf.apply(key);
    Set<K> others = Objects.requireNonNull(ofShards.get(shard));
    others.remove(key);
    if (others.isEmpty()) {
      ofShards.remove(shard);
      grown.remove(shard);
    }
  }

  /** Whether something of {@code shard} came since {@link #keepOnly} was last called for it. */
  boolean hasGrown(ShardId shard) {
    return grown.contains(shard);
  }

  /** Forgets what of {@code shard} is not wanted. */
  void keepOnly(ShardId shard, Predicate<K> wanted) {
    lock.lock();
    try {
      grown.remove(shard);
      for (K key : List.copyOf(ofShards.getOrDefault(shard, Set.of()))) {
        if (!wanted.test(key)) {
          drop(key);
        }
      }
    } finally {
      lock.unlock();
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
}
