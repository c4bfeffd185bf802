package io.travertine.persist.bench;

import io.travertine.persist.PersistClient;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.id.Seed;
import io.travertine.persist.location.PersistLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Where to measure: memory, or directories (file + SQLite) in {@link TemporaryDirectory#parent},
 * which whoever made it removes: JMH may tear this down before those that have handles open.
 */
@State(Scope.Benchmark)
@NullUnmarked // JMH sets states up
public class BenchPlace {

  static final String MEMORY = "memory";
  static final String DIRECTORY = "directory";

  /** Held, so that its level stays what it is set to. */
  private static final Logger POOL_LOG = Logger.getLogger("com.zaxxer.hikari");

  /** Which of the two. */
  @Param({MEMORY, DIRECTORY})
  public String place;

  private final List<PersistClient> clients = new ArrayList<>();
  private PersistClient client;

  /** Opens the first location. */
  @Setup
  public void open() {
    POOL_LOG.setLevel(Level.WARNING);
    client = openAnother(PersistConfig.defaults());
  }

  /** A client with the documented limits. */
  PersistClient client() {
    return client;
  }

  /** A client of a new location, closed with this place. */
  PersistClient openAnother(PersistConfig config) {
    String name = Seed.secure().uuid().toString();
    PersistLocation location =
        PersistLocation.of(
            place.equals(MEMORY)
                ? "mem:" + name
                : "file:" + TemporaryDirectory.parent().resolve(name));
    PersistClient another = PersistClient.open(location, config);
    clients.add(another);
    return another;
  }

  /** Closes all clients. */
  @TearDown
  public void close() {
    clients.forEach(PersistClient::close);
  }
}
