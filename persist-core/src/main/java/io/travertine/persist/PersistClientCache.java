package io.travertine.persist;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.internal.metrics.Metrics;
import io.travertine.persist.internal.metrics.RequestMetrics;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

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

  /** Guarded by itself. */
  private final Map<Door, Place> places = new HashMap<>();

  /** A location can be open twice: for writing and for reading only. */
  private record Door(PersistLocation location, Access access) {}

  /** Where one location is open, or about to be. */
  private static final class Place {
    /** Held while it is opened: who opens another one does not wait. */
    private final ReentrantLock opening = new ReentrantLock();

    /** Written under {@link #opening}. */
    private volatile @Nullable SharedLocation location;

    /** How many are about to open it. Guarded by {@link #places}. */
    private int visitors;

    boolean isUnused() {
      SharedLocation last = location;
      return visitors == 0 && (last == null || last.isClosed());
    }
  }

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
    Door door = new Door(location, access);
    Place place = enter(door);
    try {
      CancelledException.lockInterruptibly(config.clock(), place.opening, "opening " + location);
      try {
        SharedLocation known = place.location;
        if (known != null && known.tryAcquire()) {
          return new PersistClient(known, config);
        }
        OpenOptions options =
            new OpenOptions(
                access,
                config.clock(),
                config.seed(),
                new RequestMetrics(new Metrics(config.metrics())));
        return share(door, place, Locations.standard().open(location, options), config);
      } finally {
        place.opening.unlock();
      }
    } finally {
      leave(door, place);
    }
  }

  /** A client of a location just opened, which closes with it. */
  PersistClient open(OpenLocation location, PersistConfig config) {
    Door door = new Door(location.location(), location.consensus().access());
    Place place = enter(door);
    try {
      config.clock().lock(place.opening);
      try {
        return share(door, place, location, config);
      } finally {
        place.opening.unlock();
      }
    } finally {
      leave(door, place);
    }
  }

  private PersistClient share(Door door, Place place, OpenLocation location, PersistConfig config) {
    SharedLocation opened =
        new SharedLocation(location, config, new LocationThreads(config), () -> forgetUnused(door));
    place.location = opened;
    return new PersistClient(opened, config);
  }

  private Place enter(Door door) {
    synchronized (places) {
      Place place = places.computeIfAbsent(door, unknown -> new Place());
      place.visitors++;
      return place;
    }
  }

  private void leave(Door door, Place place) {
    synchronized (places) {
      place.visitors--;
      if (place.isUnused()) {
        places.remove(door);
      }
    }
  }

  /** Forgets a location that was closed, unless it has been opened anew. */
  private void forgetUnused(Door door) {
    synchronized (places) {
      Place place = places.get(door);
      if (place != null && place.isUnused()) {
        places.remove(door);
      }
    }
  }
}
