package io.travertine.calcite.schema;

import io.travertine.calcite.exec.Failures;
import io.travertine.calcite.session.Cancellation;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.persist.PersistClient;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One open database. Opening the same location twice in a process shares it: it is closed when the
 * last {@code Database} of it is.
 *
 * <p>Thread-safe.
 */
public final class Database implements AutoCloseable {

  /** Guarded by itself. */
  private static final Map<Door, Shared> OPEN = new HashMap<>();

  private static final Timeouts TIMEOUTS = new Timeouts();

  /** A location can be open twice: for writing and for reading only. */
  private record Door(PersistLocation location, Access access) {}

  private static final class Shared {
    /** Held while it is opened or closed: who opens another one does not wait. */
    private final ReentrantLock opening = new ReentrantLock();

    /** Guarded by {@link #opening}. */
    private Optional<Engine> engine = Optional.empty();

    /** Guarded by {@link #OPEN}. */
    private int users;

    Engine open(PersistLocation location, DatabaseOptions options) {
      CancelledException.lockInterruptibly(
          options.storage().clock(), opening, "opening " + location);
      try {
        Engine open = engine.orElseGet(() -> Engine.open(location, options));
        engine = Optional.of(open);
        return open;
      } finally {
        opening.unlock();
      }
    }

    void close() {
      opening.lock();
      try {
        engine.ifPresent(Engine::close);
      } finally {
        opening.unlock();
      }
    }
  }

  private final PersistLocation location;
  private final Engine engine;
  private final Runnable leaving;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Database(PersistLocation location, Engine engine, Runnable leaving) {
    this.location = location;
    this.engine = engine;
    this.leaving = leaving;
  }

  /**
   * Opens a database on a client of its own, which is closed with it: for those who own time and
   * the threads behind it.
   *
   * @throws SqlFailure as {@link #open}
   */
  public static Database alone(PersistLocation location, PersistClient client) {
    try {
      Engine engine = Engine.open(client);
      return new Database(location, engine, engine::close);
    } catch (RuntimeException | Error e) {
      throw cannotOpen(location, e);
    }
  }

  /**
   * Opens a database, and creates it if there is none. For {@link Access#READ_ONLY} none is
   * created, and one that this process could write is opened as for writing: what is read is held
   * back then.
   *
   * @param options taken by whoever opens the location first
   * @throws SqlFailure 08001 if the location cannot be opened, or not in time, 58030, XX001 or
   *     0A000
   */
  public static Database open(PersistLocation location, DatabaseOptions options) {
    try {
      return inTime(
          location, options.patience(), options.storage().clock(), () -> opened(location, options));
    } catch (RuntimeException | Error e) {
      throw cannotOpen(location, e);
    }
  }

  private static Database opened(PersistLocation location, DatabaseOptions options) {
    Door door = new Door(location, access(location, options));
    Shared shared = enter(door);
    boolean opened = false;
    try {
      Engine engine = shared.open(location, options.withAccess(door.access()));
      opened = true;
      return new Database(location, engine, () -> leave(door, shared));
    } finally {
      if (!opened) {
        leave(door, shared);
      }
    }
  }

  private static Shared enter(Door door) {
    synchronized (OPEN) {
      Shared shared = OPEN.computeIfAbsent(door, unknown -> new Shared());
      shared.users++;
      return shared;
    }
  }

  /** Does what needs the store, for no longer than {@code limit}. */
  private static <T> T inTime(
      PersistLocation location, Duration limit, Clock clock, Supplier<T> work) {
    Cancellation patience = Cancellation.after(limit, clock);
    Future<?> timeout = TIMEOUTS.expire(patience, limit);
    try {
      return patience.waiting(work);
    } catch (SqlFailure e) {
      throw e.state() == SqlState.CANCELLED && patience.isStopped() ? late(location, limit, e) : e;
    } finally {
      timeout.cancel(false);
    }
  }

  private static SqlFailure late(PersistLocation location, Duration limit, SqlFailure how) {
    return new SqlFailure(
        SqlState.CANNOT_CONNECT,
        "the database at %s did not answer within %s s: connect again when its store can be reached,"
                .formatted(location, limit.toMillis() / 1_000.0)
                .replace(".0 s", " s")
            + " or wait longer by loginTimeout=SECONDS",
        how);
  }

  private static Access access(PersistLocation location, DatabaseOptions options) {
    return options.access() == Access.READ_WRITE
        ? Access.READ_WRITE
        : Locations.standard().accessTo(location);
  }

  private static SqlFailure cannotOpen(PersistLocation location, Throwable cause) {
    SqlFailure failure = Failures.of(cause);
    boolean storage = failure.state() == SqlState.IO || failure.state() == SqlState.UNSUPPORTED;
    // No statement was stopped, and there is no bug.
    boolean plain =
        cause instanceof DeadlineExceededException || cause instanceof IllegalArgumentException;
    return storage || plain
        ? new SqlFailure(
            SqlState.CANNOT_CONNECT,
            "cannot open the database at %s: %s"
                .formatted(location, plain ? cause.getMessage() : failure.getMessage()),
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
   *     08003 if this is closed, 08001 if the store does not answer in time
   */
  public SqlSession connect(SessionOptions options) {
    if (closed.get()) {
      throw new SqlFailure(
          SqlState.CONNECTION_DOES_NOT_EXIST, "the database " + location + " is closed");
    }
    try {
      return inTime(
          location, options.patience(), engine.clock(), () -> SqlSession.start(engine, options));
    } catch (RuntimeException | Error e) {
      throw Failures.of(e);
    }
  }

  private static void leave(Door door, Shared shared) {
    synchronized (OPEN) {
      shared.users--;
      if (shared.users > 0) {
        return;
      }
      OPEN.remove(door);
    }
    shared.close();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      leaving.run();
    }
  }
}
