package io.travertine.calcite.schema;

import io.travertine.calcite.exec.Failures;
import io.travertine.calcite.parse.ParsedStatement;
import io.travertine.calcite.plan.SessionCommand;
import io.travertine.calcite.plan.system.SystemSchemas;
import io.travertine.calcite.session.Cancellation;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a database: its settings, and the statements it prepares. Its statements run
 * one at a time.
 */
public final class SqlSession implements AutoCloseable {

  private final Engine engine;
  private final SessionOptions start;
  private final SessionState startState;
  private final Set<StreamedRows> cursors = ConcurrentHashMap.newKeySet();
  private final Set<Cancellation> running = ConcurrentHashMap.newKeySet();
  private volatile SessionState state;
  private volatile boolean closed;

  private SqlSession(Engine engine, SessionOptions start, SessionState state) {
    this.engine = engine;
    this.start = start;
    this.startState = state;
    this.state = state;
  }

  static SqlSession start(Engine engine, SessionOptions options) {
    OptionalLong asOf = OptionalLong.empty();
    if (options.asOf().isPresent()) {
      long time =
          engine
              .times()
              .parse(options.asOf().get(), options.timeZone(), engine.clock().epochMicros());
      engine.times().requirePast(time, engine.catalogs().current());
      asOf = OptionalLong.of(time);
    }
    SessionState state =
        SessionState.in(options.timeZone())
            .withSchema(options.schema())
            .withAsOf(asOf)
            .withReadOnly(options.readOnly());
    SqlSession session = new SqlSession(engine, options, state);
    session.requireSchema(options.schema());
    return session;
  }

  /**
   * Parses, validates and plans a statement, and executes nothing.
   *
   * @throws SqlFailure what is wrong with the statement
   */
  public PreparedSql prepare(String sql) {
    try {
      requireOpen();
      ParsedStatement parsed = engine.plans().parse(sql);
      return PreparedSql.of(this, parsed);
    } catch (RuntimeException | Error e) {
      throw Failures.of(e);
    }
  }

  /** The settings as they are now. */
  public SessionOptions options() {
    SessionState now = state;
    Optional<String> asOf =
        now.asOf().isPresent()
            ? Optional.of(Long.toString(now.asOf().getAsLong()))
            : Optional.empty();
    return new SessionOptions(now.schema(), asOf, now.timeZone(), now.readOnly());
  }

  /**
   * Looks for names without a schema in {@code schema} from now on.
   *
   * @throws SqlFailure 3F000 if there is no such schema
   */
  public void setSchema(String schema) {
    try {
      requireSchema(schema);
    } catch (RuntimeException | Error e) {
      throw Failures.of(e);
    }
    state = state.withSchema(schema);
  }

  public void setReadOnly(boolean readOnly) {
    state = state.withReadOnly(readOnly);
  }

  /** Stops what runs, and lets go of everything that is still open. */
  @Override
  public void close() {
    closed = true;
    running.forEach(Cancellation::cancel);
    cursors.forEach(StreamedRows::abandon);
  }

  Engine engine() {
    return engine;
  }

  SessionState state() {
    return state;
  }

  void requireOpen() {
    if (closed) {
      throw new SqlFailure(SqlState.CONNECTION_DOES_NOT_EXIST, "the session is closed");
    }
  }

  /** Remembers an execution while it runs. */
  void begin(Cancellation execution) {
    running.add(execution);
    requireOpen();
  }

  void end(Cancellation execution) {
    running.remove(execution);
  }

  /** Remembers a cursor until it is closed. */
  void track(StreamedRows cursor) {
    cursors.add(cursor);
  }

  void forget(StreamedRows cursor) {
    cursors.remove(cursor);
  }

  /** The catalog that names without a time mean. */
  Catalogs catalogs(List<Long> slots) {
    OptionalLong asOf = state.asOf();
    return new Catalogs(
        asOf.isPresent() ? engine.catalogs().asOf(asOf.getAsLong()) : engine.catalogs().current(),
        slots.stream().map(engine.catalogs()::asOf).toList());
  }

  /** The time that an expression after AS OF means, which is not in the future. */
  long time(
      SqlNode expression,
      @Nullable Object[] parameters,
      Catalogs catalogs,
      Cancellation cancellation) {
    long time =
        engine
            .times()
            .evaluate(
                expression,
                parameters,
                catalogs,
                state,
                cancellation,
                engine.clock().epochMicros());
    engine.times().requirePast(time, catalogs.present());
    return time;
  }

  /** Carries out SET and its like. */
  void carryOut(SessionCommand command, @Nullable Object[] parameters, Cancellation cancellation) {
    if (command instanceof SessionCommand.SetSchema set) {
      setSchema(set.schema());
    } else if (command instanceof SessionCommand.SetTimeZone set) {
      state = state.withTimeZone(zone(set.zone()));
    } else if (command instanceof SessionCommand.SetAsOf set) {
      Catalogs present = new Catalogs(engine.catalogs().current(), List.of());
      state = state.withAsOf(OptionalLong.of(time(set.time(), parameters, present, cancellation)));
    } else if (command instanceof SessionCommand.Reset reset) {
      state = reset(reset.setting());
    }
  }

  private SessionState reset(SessionCommand.Setting setting) {
    return switch (setting) {
      case SCHEMA -> state.withSchema(startState.schema());
      case TIME_ZONE -> state.withTimeZone(startState.timeZone());
      case AS_OF -> state.withAsOf(startState.asOf());
      case ALL -> startState.withReadOnly(state.readOnly());
    };
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new SqlFailure(
          SqlState.BAD_PARAMETER,
          "no time zone is called \"" + name + "\": try UTC, Europe/Berlin or +02:00",
          e);
    }
  }

  private void requireSchema(String schema) {
    if (SystemSchemas.named(schema).isEmpty()
        && catalogs(List.of()).present().schema(schema).isEmpty()) {
      throw new SqlFailure(
          SqlState.UNDEFINED_SCHEMA,
          "schema \"" + schema + "\" does not exist: CREATE SCHEMA it first");
    }
  }

  @Override
  public String toString() {
    return "SqlSession" + start;
  }
}
