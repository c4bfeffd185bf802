package io.travertine.persist;

import io.travertine.persist.location.Access;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import java.util.HashMap;
import java.util.Map;

/**
 * The locations that one process has open, by name, so that its clients share them. Thread-safe.
 *
 * <p>A process has one; a test may have several, and so play several processes.
 */
final class SharedLocations {

  private static final SharedLocations THIS_PROCESS = new SharedLocations();

  private final Map<PersistLocation, SharedLocation> open = new HashMap<>();

  static SharedLocations ofThisProcess() {
    return THIS_PROCESS;
  }

  /** A client of {@code location}, on what is open already if something is. */
  synchronized PersistClient open(PersistLocation location, PersistConfig config) {
    SharedLocation known = open.get(location);
    if (known != null && known.tryAcquire()) {
      return new PersistClient(known, config);
    }
    OpenOptions options = new OpenOptions(Access.READ_WRITE, config.clock(), config.seed());
    return open(Locations.standard().open(location, options), config);
  }

  /** A client of a location just opened, which closes with it. */
  synchronized PersistClient open(OpenLocation location, PersistConfig config) {
    PersistLocation name = location.location();
    SharedLocation opened =
        new SharedLocation(location, config, new LocationThreads(config), () -> forgetUnused(name));
    open.put(name, opened);
    return new PersistClient(opened, config);
  }

  /** Forgets a location that was closed, unless it has been opened anew. */
  private synchronized void forgetUnused(PersistLocation name) {
    SharedLocation known = open.get(name);
    if (known != null && known.isClosed()) {
      open.remove(name);
    }
  }
}
