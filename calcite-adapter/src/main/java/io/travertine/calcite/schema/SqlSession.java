package io.travertine.calcite.schema;

import io.travertine.calcite.catalog.Catalog;
import io.travertine.calcite.exec.Failures;
import io.travertine.calcite.parse.ParsedStatement;
import io.travertine.calcite.plan.system.SystemSchemas;
import io.travertine.calcite.session.Cancellation;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.Isolation;
import io.travertine.calcite.session.Pasts;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
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
  private volatile Duration patience = Duration.ZERO;
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
    session.requireSchema(options.schema(), Cancellation.onDemand());
    return session;
  }

  /**
   * How long what is not a statement's execution may take from now on: preparing, committing,
   * looking for a schema. Zero is for ever.
   */
  public void patience(Duration limit) {
    patience = limit;
  }

  /**
   * Asks the store for a sign of life, by one request, whatever statement is under way.
   *
   * @param within how long it may take; zero is as {@link #patience} says
   * @throws SqlFailure 57014 if it does not answer by then, 08003 if the session is closed
   */
  public void ping(Duration within) {
    try {
      stoppable(
          within.isZero() ? patience : within,
          cancellation -> cancellation.waiting(() -> engine.tables().readTime()));
    } catch (RuntimeException | Error e) {
      throw failure(e);
    }
  }

  /**
   * Parses, validates and plans a statement, and executes nothing.
   *
   * @throws SqlFailure what is wrong with the statement
   */
  public PreparedSql prepare(String sql) {
    try {
      requireOpen();
      return prepared(engine.plans().parse(sql));
    } catch (RuntimeException | Error e) {
      throw failure(e);
    }
  }

  private PreparedSql prepared(ParsedStatement parsed) {
    return stoppable(patience, cancellation -> PreparedSql.of(this, parsed, cancellation));
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
          : prepared(parsed);
    } catch (RuntimeException | Error e) {
      throw failure(e);
    }
  }

  /** The settings as they are now. */
  public SessionOptions options() {
    SessionState now = state;
    Optional<String> asOf =
        now.asOf().isPresent()
            ? Optional.of(Long.toString(now.asOf().getAsLong()))
            : Optional.empty();
    return new SessionOptions(now.schema(), asOf, now.timeZone(), now.readOnly(), start.patience());
  }

  /**
   * Looks for names without a schema in {@code schema} from now on.
   *
   * @throws SqlFailure 3F000 if there is no such schema
   */
  public void setSchema(String schema) {
    guarded(cancellation -> setSchema(schema, cancellation));
  }

  void setSchema(String schema, Cancellation cancellation) {
    requireSchema(schema, cancellation);
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
    guarded(committing(cancellation -> transactions.setAutoCommit(on, cancellation)));
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
    guarded(cancellation -> transactions.setIsolation(level));
  }

  /**
   * Makes durable what the open transaction has done. Ends it in any case.
   *
   * @throws SqlFailure 40001 if another transaction collided with it, 25P02 if it had failed
   *     before, 25P01 if none can be open, 08007 if there was no answer in the time that {@link
   *     #patience} gives, or before the session was closed: then it may or may not have happened
   */
  public void commit() {
    guarded(committing(transactions::commit));
  }

  /**
   * Forgets what the open transaction has done, and ends it.
   *
   * @throws SqlFailure 25P01 if none can be open
   */
  public void rollBack() {
    guarded(cancellation -> transactions.rollBack());
  }

  private Consumer<Cancellation> committing(Consumer<Cancellation> commit) {
    return cancellation -> {
      try {
        commit.accept(cancellation);
      } catch (SqlFailure e) {
        throw e.state() == SqlState.CANCELLED ? inDoubt(e, cancellation) : e;
      }
    };
  }

  private SqlFailure inDoubt(SqlFailure how, Cancellation cancellation) {
    String expired =
        cancellation.isStopped()
            ? "there was no answer within " + patience.toMillis() + " ms, the network timeout"
            : "its thread was interrupted";
    return new SqlFailure(
        SqlState.RESOLUTION_UNKNOWN,
        (closed ? "the connection was closed" : expired)
            + " while the transaction was committed: that may or may not have happened, look for what"
            + " it wrote before running it again",
        how);
  }

  private void guarded(Consumer<Cancellation> work) {
    try {
      stoppable(
          patience,
          cancellation -> {
            work.accept(cancellation);
            return true;
          });
    } catch (RuntimeException | Error e) {
      throw failure(e);
    }
  }

  /** What leaves the session for {@code thrown}. */
  SqlFailure failure(Throwable thrown) {
    SqlFailure failure = Failures.of(thrown);
    return failure.state() == SqlState.CORRUPT
        ? DamagedTables.named(failure, engine.catalogs().known())
        : failure;
  }

  /** Does work that closing stops, and {@code limit} if it is not zero. */
  private <T> T stoppable(Duration limit, Function<Cancellation, T> work) {
    Cancellation cancellation =
        limit.isZero() ? Cancellation.onDemand() : Cancellation.after(limit, engine.clock());
    Future<?> timeout = engine.timeouts().expire(cancellation, limit);
    try {
      begin(cancellation);
      return work.apply(cancellation);
    } finally {
      end(cancellation);
      timeout.cancel(false);
    }
  }

  /** Stops what runs, and lets nothing begin any more. May come from any thread. */
  public void stop() {
    closed = true;
    running.forEach(Cancellation::cancel);
  }

  /** Stops what runs, and lets go of everything that is still open; nothing is committed. */
  @Override
  public void close() {
    stop();
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

  void become(SessionState next) {
    state = next;
  }

  /** How it was at the beginning. */
  SessionState startState() {
    return startState;
  }

  /** What names are likely to mean when a statement is executed that is prepared now. */
  Catalog likelyCatalog(Cancellation cancellation) {
    return cancellation.waiting(this::likelyCatalog);
  }

  private Catalog likelyCatalog() {
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
    return cancellation.waiting(() -> engine.tables().completeUpTo(time));
  }

  /** What the AS OFs in the texts of views mean. */
  Pasts pasts(Cancellation cancellation) {
    return expression -> {
      long time = time(expression, new @Nullable Object[0], Catalogs.NONE, cancellation);
      return new Pasts.Past(time, cancellation.waiting(() -> engine.catalogs().at(time)));
    };
  }

  private void requireSchema(String schema, Cancellation cancellation) {
    if (SystemSchemas.named(schema).isEmpty()
        && likelyCatalog(cancellation).schema(schema).isEmpty()) {
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
