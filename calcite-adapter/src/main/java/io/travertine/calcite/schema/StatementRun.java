package io.travertine.calcite.schema;

import io.travertine.calcite.catalog.Catalog;
import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.change.Change;
import io.travertine.calcite.change.ChangeScope;
import io.travertine.calcite.change.PlainRows;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.exec.Failures;
import io.travertine.calcite.exec.ResultRows;
import io.travertine.calcite.exec.StatementContext;
import io.travertine.calcite.key.KeyColumns;
import io.travertine.calcite.parse.ParsedStatement;
import io.travertine.calcite.parse.StatementKind;
import io.travertine.calcite.plan.Dependency;
import io.travertine.calcite.plan.Plan;
import io.travertine.calcite.plan.StatementPlanner;
import io.travertine.calcite.session.Cancellation;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.Pasts;
import io.travertine.calcite.session.ReadTimes;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.session.StagedChanges;
import io.travertine.calcite.session.StatementView;
import io.travertine.calcite.session.Transaction;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.Access;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * One execution of one statement, in the transaction that is open or in one of its own. In the
 * latter case it commits at the end, and runs again if it collided with another transaction.
 */
final class StatementRun {

  private final SqlSession session;
  private final Engine engine;
  private final PreparedSql statement;
  private final @Nullable Object[] parameters;
  private final Execution execution;
  private final Cancellation cancellation;
  private final SessionState state;

  /** How many keys there were before this run; negative until it has begun. */
  private int keysBefore = -1;

  StatementRun(
      SqlSession session,
      PreparedSql statement,
      @Nullable Object[] parameters,
      Execution execution,
      Cancellation cancellation) {
    this.session = session;
    this.engine = session.engine();
    this.statement = statement;
    this.parameters = parameters;
    this.execution = execution;
    this.cancellation = cancellation;
    this.state = session.state();
  }

  /**
   * What a statement's names mean in this execution, and its plan.
   *
   * @param past the time that tables without a time of their own are read at; empty for the
   *     transaction's
   */
  private record Resolved(
      Transaction transaction,
      Plan plan,
      Catalogs catalogs,
      OptionalLong past,
      List<Long> slots,
      List<@Nullable Object> bound) {

    Resolved with(List<@Nullable Object> otherBound) {
      return new Resolved(transaction, plan, catalogs, past, slots, otherBound);
    }
  }

  SqlResult run() {
    requireParameters(parameters);
    Future<?> timeout = startTimeout(execution, cancellation, engine);
    boolean streaming = false;
    try {
      session.begin(cancellation);
      if (isOfSession()) {
        Plan.Control control = (Plan.Control) statement.planFor(Catalogs.NONE);
        new CommandRun(session, parameters, cancellation).carryOut(control.command());
        return new SqlResult.Done();
      }
      SqlResult result = attempts().until(tx -> once(tx, timeout));
      streaming = result instanceof SqlResult.Rows;
      return result;
    } finally {
      session.end(cancellation);
      if (!streaming) {
        timeout.cancel(false);
      }
    }
  }

  private boolean isOfSession() {
    StatementKind kind = statement.parsed().kind();
    return kind == StatementKind.TRANSACTION || kind == StatementKind.SET;
  }

  /**
   * Executes a change for each of {@code batch}; changes that read nothing are committed together.
   */
  static long[] batch(
      SqlSession session,
      PreparedSql statement,
      List<@Nullable Object[]> batch,
      Execution execution,
      Cancellation cancellation) {
    Future<?> timeout = startTimeout(execution, cancellation, session.engine());
    try {
      session.begin(cancellation);
      if (batch.isEmpty()) {
        return new long[0];
      }
      Function<@Nullable Object[], StatementRun> runs =
          values -> new StatementRun(session, statement, values, execution, cancellation);
      StatementRun first = runs.apply(batch.get(0));
      batch.forEach(first::requireParameters);
      Optional<long[]> together = first.attempts().until(tx -> first.changeTogether(batch, tx));
      if (together.isPresent()) {
        return together.get();
      }
      long[] counts = new long[batch.size()];
      for (int i = 0; i < counts.length; i++) {
        StatementRun run = runs.apply(batch.get(i));
        counts[i] = run.attempts().until(tx -> run.change(run.resolve(tx)));
        execution.did(counts[i]);
      }
      return counts;
    } finally {
      session.end(cancellation);
      timeout.cancel(false);
    }
  }

  private Attempts attempts() {
    return new Attempts(session, statement.presumes(), cancellation);
  }

  private static Future<?> startTimeout(
      Execution execution, Cancellation cancellation, Engine engine) {
    return engine.timeouts().expire(cancellation, execution.timeout().orElse(Duration.ZERO));
  }

  private void requireParameters(@Nullable Object[] values) {
    int wanted = statement.parsed().parameterCount();
    if (values.length != wanted) {
      throw new SqlFailure(
          SqlState.SYNTAX,
          "the statement has " + wanted + " parameter(s) and was given " + values.length);
    }
  }

  private Resolved resolve(Transaction transaction) {
    OptionalLong past =
        transaction.terms().asOf().isPresent() ? transaction.terms().asOf() : state.asOf();
    Catalog present =
        cancellation.waiting(
            () ->
                past.isPresent() ? engine.catalogs().at(past.getAsLong()) : transaction.catalog());
    List<Long> slots = new ArrayList<>();
    List<Catalog> pasts = new ArrayList<>();
    for (SqlNode expression : statement.parsed().times()) {
      long time =
          session.time(
              expression, parameters, new Catalogs(present, List.of(), Pasts.NONE), cancellation);
      slots.add(time);
      pasts.add(cancellation.waiting(() -> engine.catalogs().at(time)));
    }
    Catalogs catalogs = new Catalogs(present, pasts, session.pasts(cancellation));
    Plan plan = plan(transaction, catalogs, past.isPresent());
    return new Resolved(
        transaction,
        plan,
        catalogs,
        past,
        slots,
        plan.parameters().bind(parameters, state.timeZone()));
  }

  /** The plan; the transaction remembers what its names meant. */
  private Plan plan(Transaction transaction, Catalogs catalogs, boolean readsThePast) {
    if (readsThePast) {
      return statement.planFor(catalogs);
    }
    Plan plan;
    try {
      plan = statement.planFor(catalogs);
    } catch (SqlFailure e) {
      transaction.readsCatalog();
      throw e;
    }
    for (Dependency dependency : plan.dependencies()) {
      if (dependency.slot() == ReadTimes.PRESENT) {
        transaction.readsName(dependency.name());
      }
    }
    return plan;
  }

  private SqlResult once(Transaction transaction, Future<?> timeout) {
    Resolved resolved = resolve(transaction);
    Plan plan = resolved.plan();
    if (plan instanceof Plan.Query query) {
      Code code = query.code();
      StatementContext context =
          context(code.stashForOneUse(), code.reads(), resolved, engine.clock().epochMicros());
      ResultRows rows = ResultRows.of(code, execution.rowsMax(), context);
      return new SqlResult.Rows(
          new StreamedRows(session, rows, transaction, cancellation, timeout));
    } else if (plan instanceof Plan.Text text) {
      return new SqlResult.Rows(new TextRows(text.lines()));
    } else if (plan instanceof Plan.Define define) {
      requireWritable(transaction);
      require(define, resolved);
      if (define.reach() == Plan.Reach.CATALOG) {
        transaction.relyOnCatalog();
      }
      return transaction.allOrNothing(() -> define(define, transaction));
    }
    return new SqlResult.Count(change(resolved));
  }

  private SqlResult define(Plan.Define define, Transaction transaction) {
    Catalog before = transaction.catalog();
    transaction.define(define.change(), engine.clock().epochMicros());
    if (transaction.catalog() == before) {
      transaction.readsCatalog();
    } else {
      define.insert().ifPresent(sql -> fill(sql, transaction));
    }
    return new SqlResult.Done();
  }

  /** Fills a table that the transaction has just created. */
  private void fill(String insert, Transaction transaction) {
    ParsedStatement parsed = StatementPlanner.parse(insert);
    PreparedSql prepared = PreparedSql.withoutPlan(session, parsed);
    StatementRun run =
        new StatementRun(session, prepared, new @Nullable Object[0], execution, cancellation);
    run.change(run.resolve(transaction));
  }

  /** Looks whether the rows there are fulfil what a definition says of them. */
  private void require(Plan.Define define, Resolved resolved) {
    for (Plan.Requirement requirement : define.requirements()) {
      Code code = requirement.offending();
      StatementContext context =
          context(code.stashForOneUse(), code.reads(), resolved, engine.clock().epochMicros());
      try (ResultRows rows = ResultRows.of(code, 1, context)) {
        if (rows.advance()) {
          throw new SqlFailure(requirement.state(), requirement.message());
        }
      }
    }
  }

  /**
   * @param now what CURRENT_TIMESTAMP is, all through a statement
   */
  private StatementContext context(
      Map<String, Object> stash, Set<Code.Reading> reads, Resolved resolved, long now) {
    Transaction transaction = resolved.transaction();
    OptionalLong past = resolved.past();
    OptionalLong present =
        past.isPresent() || !transaction.hasReadTime()
            ? past
            : OptionalLong.of(transaction.readTime());
    StatementView view =
        past.isPresent() ? StatementView.ofThePast() : transaction.view(Code.presentTables(reads));
    return new StatementContext(
        new StatementContext.Given(
            engine.tables(),
            resolved.catalogs(),
            new ReadTimes(present, resolved.slots()),
            view,
            resolved.bound(),
            stash,
            cancellation,
            now,
            state,
            engine.types()));
  }

  /** Whether it takes rows of tables to make the change, or to see that it may be made. */
  private static boolean readsRows(Change change) {
    return !change.reads().isEmpty() || change.target().hasKeys();
  }

  /** Makes a change a part of the transaction. */
  private long change(Resolved resolved) {
    requireWritable(resolved.transaction());
    Change change = ((Plan.Modify) resolved.plan()).change();
    statement.noteReading(readsRows(change));
    if (readsRows(change)) {
      resolved.transaction().requireAsked();
    }
    expectKeys(change.target());
    StagedChanges changes = new StagedChanges(change.target());
    long count;
    try {
      count = change.stage(scope(resolved), changes);
    } catch (RuntimeException e) {
      if (isTruncation() && Failures.of(e).state() == SqlState.CORRUPT) {
        return renew(change.target(), resolved.transaction());
      }
      throw e;
    }
    take(resolved.transaction(), changes);
    return count;
  }

  private boolean isTruncation() {
    return statement.parsed().node().getKind() == SqlKind.TRUNCATE_TABLE;
  }

  /**
   * Empties a table whose rows cannot be read any more, so that nobody can say how many they are.
   */
  private long renew(TableDefinition table, Transaction transaction) {
    ShardId fresh = ShardId.generate(engine.seed());
    cancellation.waiting(
        () -> {
          engine.sequences().carryOver(table, fresh);
          transaction.renew(table, fresh, engine.clock().epochMicros());
          return true;
        });
    return 0;
  }

  /**
   * Makes the changes for all of {@code batch} a part of the transaction, as one, if their code
   * reads nothing.
   *
   * @return the counts; empty if they read something
   */
  private Optional<long[]> changeTogether(List<@Nullable Object[]> batch, Transaction transaction) {
    Resolved resolved = resolve(transaction);
    if (!(resolved.plan() instanceof Plan.Modify modify) || !modify.change().reads().isEmpty()) {
      return Optional.empty();
    }
    requireWritable(transaction);
    Change change = modify.change();
    statement.noteReading(readsRows(change));
    if (readsRows(change)) {
      transaction.requireAsked();
    }
    expectKeys(change.target());
    StagedChanges changes = new StagedChanges(change.target());
    Optional<PlainRows> plain =
        execution.keys().isEmpty() ? PlainRows.of(change, state.timeZone()) : Optional.empty();
    Optional<long[]> counts =
        plain.isPresent()
            ? Optional.of(plain.get().stageAll(batch, cancellation, changes))
            : change.stageAll(scopes(resolved, modify, batch), changes);
    if (counts.isEmpty()) {
      expectKeys(change.target());
      List<ChangeScope> scopes = scopes(resolved, modify, batch);
      return Optional.of(transaction.allOrNothing(() -> inTurn(change, scopes, transaction)));
    }
    take(transaction, changes);
    return counts;
  }

  /** Makes each of several executions a part of the transaction, one after the other. */
  private long[] inTurn(Change change, List<ChangeScope> scopes, Transaction transaction) {
    long[] counts = new long[scopes.size()];
    for (int i = 0; i < counts.length; i++) {
      cancellation.check();
      StagedChanges changes = new StagedChanges(change.target());
      counts[i] = change.stage(scopes.get(i), changes);
      take(transaction, changes);
    }
    return counts;
  }

  private List<ChangeScope> scopes(
      Resolved resolved, Plan.Modify modify, List<@Nullable Object[]> batch) {
    List<ChangeScope> scopes = new ArrayList<>(batch.size());
    for (@Nullable Object[] values : batch) {
      cancellation.check();
      scopes.add(scope(resolved.with(modify.parameters().bind(values, state.timeZone()))));
    }
    return scopes;
  }

  /** Forgets the keys of an attempt that came to nothing. */
  private void expectKeys(TableDefinition target) {
    if (execution.keys().isPresent()) {
      GeneratedKeys keys = execution.keys().get();
      keysBefore = keysBefore < 0 ? keys.count() : keysBefore;
      keys.forgetAfter(keysBefore);
      keys.expect(target, engine.types());
    }
  }

  private void take(Transaction transaction, StagedChanges changes) {
    cancellation.waiting(
        () -> {
          transaction.take(changes);
          return true;
        });
  }

  private ChangeScope scope(Resolved resolved) {
    Set<Code.Reading> reads = ((Plan.Modify) resolved.plan()).change().reads();
    long now = engine.clock().epochMicros();
    TableDefinition target = ((Plan.Modify) resolved.plan()).change().target();
    return new ChangeScope() {
      @Override
      public List<@Nullable Object> parameters() {
        return resolved.bound();
      }

      @Override
      public StatementContext context(Map<String, Object> stash) {
        return StatementRun.this.context(stash, reads, resolved, now);
      }

      @Override
      public Cancellation cancellation() {
        return cancellation;
      }

      @Override
      public List<@Nullable Object[]> rowsAt(
          KeyColumns key, ColumnBatch keys, List<Integer> columns) {
        return cancellation.waiting(() -> resolved.transaction().rowsAt(key, keys, columns));
      }

      @Override
      public void inserted(@Nullable Object[] row) {
        if (execution.keys().isPresent()) {
          execution.keys().get().take(target, row);
        }
      }

      @Override
      public long nextNumber(TableDefinition table, ColumnDefinition column) {
        return engine.sequences().next(table, column, cancellation);
      }
    };
  }

  private void requireWritable(Transaction transaction) {
    if (engine.access() == Access.READ_ONLY) {
      throw new SqlFailure(
          SqlState.READ_ONLY,
          "the database is open for reading only: this process cannot write it");
    }
    if (state.readOnly()) {
      throw new SqlFailure(SqlState.READ_ONLY, "the session is read-only");
    }
    if (transaction.terms().asOf().isPresent()) {
      throw new SqlFailure(SqlState.READ_ONLY, "the transaction reads the past and cannot write");
    }
    if (transaction.terms().readOnly()) {
      throw new SqlFailure(SqlState.READ_ONLY, "the transaction is read-only");
    }
    if (state.asOf().isPresent()) {
      throw new SqlFailure(
          SqlState.READ_ONLY, "the session reads the past and cannot write: RESET AS OF first");
    }
  }
}
