package io.travertine.calcite.schema;

import io.travertine.calcite.exec.Failures;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.persist.location.PersistLocation;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One open database. Opening the same location twice in a process shares it: it is closed when the
 * last {@code Database} of it is.
 *
 * <p>Thread-safe.
 */
public final class Database implements AutoCloseable {

  private static final Map<PersistLocation, Shared> OPEN = new HashMap<>();

  private static final class Shared {
    private final Engine engine;
    private int users;

    Shared(Engine engine) {
      this.engine = engine;
    }
  }

  private final PersistLocation location;
  private final Engine engine;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Database(PersistLocation location, Engine engine) {
    this.location = location;
    this.engine = engine;
  }

  /**
   * Opens a database, and creates it if there is none.
   *
   * @param options taken by whoever opens the location first
   * @throws SqlFailure 08001 if the location cannot be opened, 58030, XX001 or 0A000
   */
  public static Database open(PersistLocation location, DatabaseOptions options) {
    synchronized (OPEN) {
      Shared shared = OPEN.get(location);
      if (shared == null) {
        try {
          shared = new Shared(Engine.open(location, options));
        } catch (RuntimeException | Error e) {
          throw cannotOpen(location, e);
        }
        OPEN.put(location, shared);
      }
      shared.users++;
      return new Database(location, shared.engine);
    }
  }

  private static SqlFailure cannotOpen(PersistLocation location, Throwable cause) {
    SqlFailure failure = Failures.of(cause);
    boolean storage = failure.state() == SqlState.IO || failure.state() == SqlState.UNSUPPORTED;
    return storage || cause instanceof IllegalArgumentException
        ? new SqlFailure(
            SqlState.CANNOT_CONNECT,
            "cannot open the database at " + location + ": " + failure.getMessage(),
            cause)
        : failure;
  }

  public PersistLocation location() {
    return location;
  }

  /**
   * A new session.
   *
   * @throws SqlFailure 3F000 if there is no such schema, 22023 if the time is none to read at,
   *     08003 if this is closed
   */
  public SqlSession connect(SessionOptions options) {
    if (closed.get()) {
      throw new SqlFailure(
          SqlState.CONNECTION_DOES_NOT_EXIST, "the database " + location + " is closed");
    }
    try {
      return SqlSession.start(engine, options);
    } catch (RuntimeException | Error e) {
      throw Failures.of(e);
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    synchronized (OPEN) {
      Shared shared = OPEN.get(location);
      if (shared != null && --shared.users == 0) {
        OPEN.remove(location);
        shared.engine.close();
      }
    }
  }
}
