package io.travertine.calcite.schema;

import io.travertine.calcite.catalog.Catalog;
import io.travertine.calcite.exec.Failures;
import io.travertine.calcite.parse.ParsedStatement;
import io.travertine.calcite.plan.SessionCommand;
import io.travertine.calcite.plan.system.SystemSchemas;
import io.travertine.calcite.session.Cancellation;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.Isolation;
import io.travertine.calcite.session.Pasts;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.session.Transaction;
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
  private final SessionTransactions transactions;
  private volatile SessionState state;
  private volatile boolean closed;

  private SqlSession(Engine engine, SessionOptions start, SessionState state) {
    this.engine = engine;
    this.start = start;
    this.startState = state;
    this.state = state;
    this.transactions = new SessionTransactions(engine);
  }

  static SqlSession start(Engine engine, SessionOptions options) {
    OptionalLong asOf = OptionalLong.empty();
    if (options.asOf().isPresent()) {
      long time =
          engine
              .times()
              .parse(options.asOf().get(), options.timeZone(), engine.clock().epochMicros());
      engine.times().requirePast(time);
      asOf = OptionalLong.of(engine.tables().completeUpTo(time));
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

  /**
   * A statement to be executed once, which is planned then: the names it has are looked up once.
   *
   * @throws SqlFailure 42601 if it is none
   */
  public PreparedSql prepareForOneUse(String sql) {
    try {
      requireOpen();
      ParsedStatement parsed = engine.plans().parse(sql);
      // Who has parameters and gives none is told first what else is wrong.
      return parsed.parameterCount() == 0
          ? PreparedSql.withoutPlan(this, parsed)
          : PreparedSql.of(this, parsed);
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

  /**
   * Refuses writes from now on, or no longer.
   *
   * @throws SqlFailure 25001 while a transaction is under way
   */
  public void setReadOnly(boolean readOnly) {
    if (readOnly != state.readOnly()) {
      transactions.requireFresh("whether it only reads");
      state = state.withReadOnly(readOnly);
    }
  }

  /** Whether every statement commits by itself, unless START TRANSACTION came before it. */
  public boolean autoCommit() {
    return transactions.autoCommit();
  }

  /**
   * With autocommit off, the first statement opens a transaction. Turning it on commits the one
   * that is open.
   *
   * @throws SqlFailure as {@link #commit} does; then it stays off
   */
  public void setAutoCommit(boolean on) {
    guarded(() -> transactions.setAutoCommit(on));
  }

  /** Of the open transaction or, if there is none, those to come. */
  public Isolation isolation() {
    return transactions.isolation();
  }

  /**
   * Sets the isolation of the transactions to come.
   *
   * @throws SqlFailure 25001 while one is under way
   */
  public void setIsolation(Isolation level) {
    guarded(() -> transactions.setIsolation(level));
  }

  /**
   * Makes durable what the open transaction has done. Ends it in any case.
   *
   * @throws SqlFailure 40001 if another transaction collided with it, 25P02 if it had failed
   *     before, 25P01 if none can be open
   */
  public void commit() {
    guarded(transactions::commit);
  }

  /**
   * Forgets what the open transaction has done, and ends it.
   *
   * @throws SqlFailure 25P01 if none can be open
   */
  public void rollBack() {
    guarded(transactions::rollBack);
  }

  private void guarded(Runnable work) {
    try {
      requireOpen();
      work.run();
    } catch (RuntimeException | Error e) {
      throw Failures.of(e);
    }
  }

  /** Stops what runs, and lets go of everything that is still open; nothing is committed. */
  @Override
  public void close() {
    closed = true;
    running.forEach(Cancellation::cancel);
    cursors.forEach(StreamedRows::abandon);
    transactions.abandon();
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

  SessionTransactions transactions() {
    return transactions;
  }

  /** What names are likely to mean when a statement is executed that is prepared now. */
  Catalog likelyCatalog() {
    if (state.asOf().isEmpty() && transactions.isUnderWay()) {
      return transactions.open().orElseThrow().catalog();
    }
    return engine
        .catalogs()
        .at(state.asOf().isPresent() ? state.asOf().getAsLong() : engine.tables().readTime());
  }

  /** The time that an expression after AS OF means, which is not in the future; complete. */
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
    engine.times().requirePast(time);
    return engine.tables().completeUpTo(time);
  }

  /** What the AS OFs in the texts of views mean. */
  Pasts pasts(Cancellation cancellation) {
    return expression -> {
      long time = time(expression, new @Nullable Object[0], Catalogs.NONE, cancellation);
      return new Pasts.Past(time, cancellation.waiting(() -> engine.catalogs().at(time)));
    };
  }

  /** Carries out SET and its like. */
  void carryOut(SessionCommand command, @Nullable Object[] parameters, Cancellation cancellation) {
    if (command instanceof SessionCommand.SetSchema set) {
      setSchema(set.schema());
    } else if (command instanceof SessionCommand.SetTimeZone set) {
      state = state.withTimeZone(zone(set.zone()));
    } else if (command instanceof SessionCommand.SetAsOf set) {
      Catalogs present = new Catalogs(likelyCatalog(), List.of(), Pasts.NONE);
      state = state.withAsOf(OptionalLong.of(time(set.time(), parameters, present, cancellation)));
    } else if (command instanceof SessionCommand.Reset reset) {
      state = reset(reset.setting());
    } else {
      carryOut((SessionCommand.OfTransaction) command, parameters, cancellation);
    }
  }

  private void carryOut(
      SessionCommand.OfTransaction command,
      @Nullable Object[] parameters,
      Cancellation cancellation) {
    if (command instanceof SessionCommand.Commit) {
      transactions.commit();
    } else if (command instanceof SessionCommand.RollBack) {
      transactions.rollBack();
    } else if (command instanceof SessionCommand.Start start) {
      transactions.start(
          terms(transactions.defaultTerms(), start.modes(), parameters, cancellation));
    } else if (command instanceof SessionCommand.SetTransaction set) {
      transactions.set(terms(transactions.defaultTerms(), set.modes(), parameters, cancellation));
    } else if (command instanceof SessionCommand.SetCharacteristics set) {
      set.modes().readOnly().ifPresent(this::setReadOnly);
      set.modes().isolation().ifPresent(transactions::setIsolation);
    } else if (command instanceof SessionCommand.SetSavepoint set) {
      transactions.requireOpen().savepoint(set.name());
    } else if (command instanceof SessionCommand.RollBackTo back) {
      transactions.requireOpen().rollBackTo(back.savepoint());
    } else if (command instanceof SessionCommand.Release release) {
      transactions.requireOpen().release(release.savepoint());
    }
  }

  private Transaction.Terms terms(
      Transaction.Terms before,
      SessionCommand.Modes modes,
      @Nullable Object[] parameters,
      Cancellation cancellation) {
    OptionalLong asOf = before.asOf();
    if (modes.asOf().isPresent()) {
      asOf = OptionalLong.of(time(modes.asOf().get(), parameters, Catalogs.NONE, cancellation));
    }
    if (asOf.isPresent() && modes.readOnly().equals(Optional.of(false))) {
      throw new SqlFailure(
          SqlState.READ_ONLY, "who reads the past cannot write: say READ ONLY, or leave AS OF out");
    }
    return new Transaction.Terms(
        modes.isolation().orElse(before.isolation()),
        modes.readOnly().orElse(before.readOnly()),
        asOf);
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
    if (SystemSchemas.named(schema).isEmpty() && likelyCatalog().schema(schema).isEmpty()) {
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
