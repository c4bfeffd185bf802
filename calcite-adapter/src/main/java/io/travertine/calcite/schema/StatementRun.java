package io.travertine.calcite.schema;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.change.Change;
import io.travertine.calcite.change.ChangeScope;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.exec.ResultRows;
import io.travertine.calcite.exec.StatementContext;
import io.travertine.calcite.plan.Plan;
import io.travertine.calcite.session.Backoff;
import io.travertine.calcite.session.BlindCommit;
import io.travertine.calcite.session.Cancellation;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.OpenTable;
import io.travertine.calcite.session.ReadTimes;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.session.StagedChanges;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.persist.data.Updates;
import io.travertine.persist.location.Access;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * One execution of one statement: fixes the times it reads at, runs its plan, and commits what it
 * changed. An autocommitted change whose table was changed by another meanwhile runs again on the
 * newer state.
 */
final class StatementRun {

  private final SqlSession session;
  private final Engine engine;
  private final PreparedSql statement;
  private final @Nullable Object[] parameters;
  private final Execution execution;
  private final Cancellation cancellation;
  private final SessionState state;

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

  /** What a statement's names mean in this execution, and its plan. */
  private record Resolved(
      Plan plan, Catalogs catalogs, List<Long> slots, List<@Nullable Object> bound) {}

  SqlResult run() {
    requireParameters(parameters);
    Future<?> timeout = startTimeout(execution, cancellation, engine);
    boolean streaming = false;
    try {
      session.begin(cancellation);
      Resolved resolved = resolve();
      Plan plan = resolved.plan();
      if (plan instanceof Plan.Query query) {
        SqlResult rows = rows(query, resolved, timeout);
        streaming = true;
        return rows;
      } else if (plan instanceof Plan.Text text) {
        return new SqlResult.Rows(new TextRows(text.lines()));
      } else if (plan instanceof Plan.Control control) {
        session.carryOut(control.command(), parameters, cancellation);
        return new SqlResult.Done();
      } else if (plan instanceof Plan.Define define) {
        requireWritable();
        engine.catalogs().change(define.change());
        return new SqlResult.Done();
      }
      return new SqlResult.Count(change(resolved));
    } finally {
      session.end(cancellation);
      if (!streaming) {
        timeout.cancel(false);
      }
    }
  }

  /**
   * Executes a change for each of {@code batch}; rows that are written out are committed together.
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
      long[] counts = new long[batch.size()];
      if (counts.length == 0) {
        return counts;
      }
      List<StatementRun> runs =
          batch.stream()
              .map(values -> new StatementRun(session, statement, values, execution, cancellation))
              .toList();
      runs.forEach(run -> run.requireParameters(run.parameters));
      StatementRun first = runs.get(0);
      Resolved resolved = first.resolve();
      if (resolved.plan() instanceof Plan.Modify modify && modify.change().reads().isEmpty()) {
        first.requireWritable();
        return first.changeTogether(modify, resolved, runs);
      }
      for (int i = 0; i < counts.length; i++) {
        counts[i] = runs.get(i).change(runs.get(i).resolve());
      }
      return counts;
    } finally {
      session.end(cancellation);
      timeout.cancel(false);
    }
  }

  private static Future<?> startTimeout(
      Execution execution, Cancellation cancellation, Engine engine) {
    return execution
        .timeout()
        .<Future<?>>map(limit -> engine.timeouts().expire(cancellation, limit))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  private void requireParameters(@Nullable Object[] values) {
    int wanted = statement.parsed().parameterCount();
    if (values.length != wanted) {
      throw new SqlFailure(
          SqlState.SYNTAX,
          "the statement has " + wanted + " parameter(s) and was given " + values.length);
    }
  }

  private Resolved resolve() {
    List<SqlNode> times = statement.parsed().times();
    List<Long> slots = List.of();
    Catalogs catalogs = cancellation.waiting(() -> session.catalogs(List.of()));
    if (!times.isEmpty()) {
      Catalogs present = catalogs;
      slots =
          times.stream()
              .map(time -> session.time(time, parameters, present, cancellation))
              .toList();
      List<Long> known = slots;
      catalogs = cancellation.waiting(() -> session.catalogs(known));
    }
    Plan plan = statement.planFor(catalogs);
    return new Resolved(
        plan, catalogs, slots, plan.parameters().bind(parameters, state.timeZone()));
  }

  private SqlResult rows(Plan.Query query, Resolved resolved, Future<?> timeout) {
    ReadTimes times = readTimes(query.code().reads(), Optional.empty(), resolved);
    StatementContext context =
        context(query.code().stashForOneUse(), resolved, times, engine.clock().epochMicros());
    ResultRows rows = ResultRows.of(query.code(), execution.rowsMax(), context);
    return new SqlResult.Rows(new StreamedRows(session, rows, cancellation, timeout));
  }

  private StatementContext context(
      Map<String, Object> stash, Resolved resolved, ReadTimes times, long now) {
    return new StatementContext(
        new StatementContext.Given(
            engine.tables(),
            resolved.catalogs(),
            times,
            resolved.bound(),
            stash,
            cancellation,
            now,
            state,
            engine.types()));
  }

  /**
   * Makes every time that is read final, and then fixes the present for everything that is read at
   * the present: a change whose own AS OF moved its target on must not take that for a change by
   * others.
   */
  private ReadTimes readTimes(
      Set<Code.Reading> reads, Optional<TableDefinition> target, Resolved resolved) {
    if (reads.isEmpty()) {
      return new ReadTimes(OptionalLong.empty(), resolved.slots());
    }
    return cancellation.waiting(
        () -> {
          for (Code.Reading reading : reads) {
            if (reading.slot() != ReadTimes.PRESENT) {
              long time = resolved.slots().get(reading.slot());
              engine.tables().of(reading.table()).completeUpTo(time);
            }
          }
          Set<TableDefinition> now = new LinkedHashSet<>();
          target.ifPresent(now::add);
          now.addAll(Code.presentTables(reads));
          List<OpenTable> open = now.stream().map(engine.tables()::of).toList();
          OptionalLong present = state.asOf();
          if (present.isPresent()) {
            open.forEach(table -> table.completeUpTo(state.asOf().getAsLong()));
          } else {
            present = ReadTimes.presentOf(open, engine.clock().epochMicros());
          }
          return new ReadTimes(present, resolved.slots());
        });
  }

  /** Runs a change until it is committed. */
  private long change(Resolved first) {
    requireWritable();
    Backoff backoff = new Backoff(engine.clock(), engine.seed(), cancellation);
    Resolved resolved = first;
    while (true) {
      OptionalLong count = attempt(resolved, backoff);
      if (count.isPresent()) {
        return count.getAsLong();
      }
      resolved = resolve();
    }
  }

  private OptionalLong attempt(Resolved resolved, Backoff backoff) {
    Change change = ((Plan.Modify) resolved.plan()).change();
    OpenTable target = engine.tables().of(change.target());
    boolean reads = !change.reads().isEmpty();
    ReadTimes times =
        readTimes(
            change.reads(), reads ? Optional.of(change.target()) : Optional.empty(), resolved);
    StagedChanges changes = new StagedChanges(target);
    long count = change.stage(scope(resolved, times), changes);
    return commit(target, changes.build(), reads ? times.present() : OptionalLong.empty(), backoff)
        ? OptionalLong.of(count)
        : OptionalLong.empty();
  }

  /** Commits changes that read nothing as one. */
  private long[] changeTogether(Plan.Modify modify, Resolved resolved, List<StatementRun> runs) {
    OpenTable target = engine.tables().of(modify.change().target());
    StagedChanges changes = new StagedChanges(target);
    ReadTimes times = new ReadTimes(OptionalLong.empty(), List.of());
    long[] counts = new long[runs.size()];
    for (int i = 0; i < counts.length; i++) {
      cancellation.check();
      List<@Nullable Object> bound =
          modify.parameters().bind(runs.get(i).parameters, state.timeZone());
      Resolved own = new Resolved(modify, resolved.catalogs(), resolved.slots(), bound);
      counts[i] = modify.change().stage(scope(own, times), changes);
    }
    Backoff backoff = new Backoff(engine.clock(), engine.seed(), cancellation);
    commit(target, changes.build(), OptionalLong.empty(), backoff);
    return counts;
  }

  private ChangeScope scope(Resolved resolved, ReadTimes times) {
    long now = engine.clock().epochMicros();
    return new ChangeScope() {
      @Override
      public List<@Nullable Object> parameters() {
        return resolved.bound();
      }

      @Override
      public StatementContext context(Map<String, Object> stash) {
        return StatementRun.this.context(stash, resolved, times, now);
      }

      @Override
      public Cancellation cancellation() {
        return cancellation;
      }
    };
  }

  /**
   * Commits changes.
   *
   * @param readTime when what they follow from was read; empty if they follow from nothing
   * @return whether it was done; if not, what they follow from has changed
   */
  private boolean commit(
      OpenTable target, Updates changes, OptionalLong readTime, Backoff backoff) {
    cancellation.check();
    if (changes.isEmpty()) {
      return true;
    }
    String table = target.definition().name();
    if (readTime.isPresent()) {
      boolean done = target.commitAfter(readTime.getAsLong(), changes).isPresent();
      if (!done) {
        backoff.lost(table);
      }
      return done;
    }
    try (BlindCommit commit = new BlindCommit(target, changes)) {
      while (commit.attempt().isEmpty()) {
        backoff.lost(table);
      }
      return true;
    }
  }

  private void requireWritable() {
    if (engine.access() == Access.READ_ONLY) {
      throw new SqlFailure(
          SqlState.READ_ONLY,
          "the database is open for reading only: this process cannot write it");
    }
    if (state.readOnly()) {
      throw new SqlFailure(SqlState.READ_ONLY, "the session is read-only");
    }
    if (state.asOf().isPresent()) {
      throw new SqlFailure(
          SqlState.READ_ONLY, "the session reads the past and cannot write: RESET AS OF first");
    }
  }
}
