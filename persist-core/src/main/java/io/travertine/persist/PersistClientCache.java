package io.travertine.persist;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.internal.metrics.Metrics;
import io.travertine.persist.internal.metrics.RequestMetrics;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import io.travertine.persist.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The locations that one process has open, so that its clients of one location share connections,
 * threads, memory and what is known of the shards (spec §8.2). A location stays open as long as a
 * client or a handle uses it.
 *
 * <p>A process needs one. A test may have several, and so play several processes, which share
 * nothing but the location. Thread-safe; holds nothing while no client is open.
 */
public final class PersistClientCache {

  private static final PersistClientCache THIS_PROCESS = new PersistClientCache();

  /** Guards {@link #open}; held while a location is opened. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Door, SharedLocation> open = new HashMap<>();

  /** A location can be open twice: for writing and for reading only. */
  private record Door(PersistLocation location, Access access) {}

  /** A cache that shares nothing with others. */
  public PersistClientCache() {}

  /** The one that {@link PersistClient#open} uses. */
  public static PersistClientCache ofThisProcess() {
    return THIS_PROCESS;
  }

  /**
   * A client of {@code location}, on what is open already if something is; then the clock, the seed
   * and the limits of the client that opened it stay in force.
   */
  public PersistClient open(PersistLocation location, PersistConfig config) {
    return open(location, config, Access.READ_WRITE);
  }

  /** The same, with what may be done there. */
  public PersistClient open(PersistLocation location, PersistConfig config, Access access) {
    CancelledException.lockInterruptibly(config.clock(), lock, "opening " + location);
    try {
      SharedLocation known = open.get(new Door(location, access));
      if (known != null && known.tryAcquire()) {
        return new PersistClient(known, config);
      }
      OpenOptions options =
          new OpenOptions(
              access,
              config.clock(),
              config.seed(),
              new RequestMetrics(new Metrics(config.metrics())));
      return share(Locations.standard().open(location, options), config);
    } finally {
      lock.unlock();
    }
  }

  /** A client of a location just opened, which closes with it. */
  PersistClient open(OpenLocation location, PersistConfig config) {
    config.clock().lock(lock);
    try {
      return share(location, config);
    } finally {
      lock.unlock();
    }
  }

  private PersistClient share(OpenLocation location, PersistConfig config) {
    Door door = new Door(location.location(), location.consensus().access());
    SharedLocation opened =
        new SharedLocation(
            location,
            config,
            new LocationThreads(config),
            () -> forgetUnused(door, config.clock()));
    open.put(door, opened);
    return new PersistClient(opened, config);
  }

  /** Forgets a location that was closed, unless it has been opened anew. */
  private void forgetUnused(Door door, Clock clock) {
    clock.lock(lock);
    try {
      SharedLocation known = open.get(door);
      if (known != null && known.isClosed()) {
        open.remove(door);
      }
    } finally {
      lock.unlock();
    }
  }
}
