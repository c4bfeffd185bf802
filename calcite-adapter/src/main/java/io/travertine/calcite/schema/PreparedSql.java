package io.travertine.calcite.schema;

import io.travertine.calcite.parse.ParsedStatement;
import io.travertine.calcite.plan.AsOfTimes;
import io.travertine.calcite.plan.Parameters;
import io.travertine.calcite.plan.Plan;
import io.travertine.calcite.plan.PlanCache;
import io.travertine.calcite.plan.StatementPlanner;
import io.travertine.calcite.session.Cancellation;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * A statement that can be executed as often as one likes. It follows its names: when a table it
 * uses was dropped and created again, or the session's schema has changed, the next execution plans
 * it anew.
 */
public final class PreparedSql {

  private final SqlSession session;
  private final ParsedStatement parsed;
  private final boolean hasOpenTimes;

  /**
   * The plan made last; absent while the times it depends on are unknown and the present has no
   * such tables.
   */
  private Optional<Plan> plan;

  private PlanCache.Key planned;

  /** Whether the change it makes read rows when it was executed last. */
  private boolean readsRows;

  private PreparedSql(SqlSession session, ParsedStatement parsed) {
    this.session = session;
    this.parsed = parsed;
    this.hasOpenTimes = parsed.times().stream().anyMatch(AsOfTimes::isOpen);
    this.plan = Optional.empty();
    this.planned = key();
  }

  static PreparedSql of(SqlSession session, ParsedStatement parsed, Cancellation cancellation) {
    PreparedSql prepared = new PreparedSql(session, parsed);
    try {
      prepared.planFor(prepared.likelyCatalogs(cancellation));
    } catch (SqlFailure e) {
      boolean mayHaveBeen =
          e.state() == SqlState.UNDEFINED_TABLE
              || e.state() == SqlState.UNDEFINED_COLUMN
              || e.state() == SqlState.UNDEFINED_SCHEMA;
      if (!prepared.hasOpenTimes || !mayHaveBeen) {
        throw e;
      }
    }
    return prepared;
  }

  /** A statement that is planned when it is executed. */
  static PreparedSql withoutPlan(SqlSession session, ParsedStatement parsed) {
    return new PreparedSql(session, parsed);
  }

  /** The text as it was given. */
  public String sql() {
    return parsed.text();
  }

  public StatementKind kind() {
    return switch (parsed.kind()) {
      case QUERY, EXPLAIN, DESCRIBE, SUBSCRIBE -> StatementKind.QUERY;
      case INSERT, UPDATE, DELETE, MERGE -> StatementKind.DML;
      case DDL ->
          parsed.node().getKind() == SqlKind.TRUNCATE_TABLE ? StatementKind.DML : StatementKind.DDL;
      case SET, TRANSACTION, KILL, CALL -> StatementKind.SESSION;
    };
  }

  /**
   * The columns of its rows; empty unless it is a query. Of a query whose AS OF is a {@code ?} they
   * are those of the present until it is executed, or none if the present has no such table; after
   * {@link #execute} they are right.
   */
  public List<ColumnMetaData> columns() {
    return plan.map(Plan::columns).orElse(List.of());
  }

  /** The parameters, in the order of their {@code ?} in the text. */
  public List<AvaticaParameter> parameters() {
    return plan.map(Plan::parameters).orElseGet(() -> unknownParameters()).describe();
  }

  private Parameters unknownParameters() {
    return session.engine().planner().unknownParameters(parsed);
  }

  /**
   * Executes the statement.
   *
   * @param parameters a value for each {@code ?}, of any class a JDBC setter takes
   * @param execution limits; for this execution only
   * @throws SqlFailure if it fails; nothing was changed then, unless the SQLSTATE is 08007 or 57014
   *     and the commit had begun
   */
  public SqlResult execute(@Nullable Object[] parameters, Execution execution) {
    try {
      session.requireOpen();
      Cancellation cancellation = execution.begin(session.engine().clock());
      return new StatementRun(session, this, parameters, execution, cancellation).run();
    } catch (RuntimeException | Error e) {
      throw session.failure(e);
    }
  }

  /**
   * Executes the statement once for each of {@code batch}. The rows of an INSERT … VALUES are
   * committed together, by one commit; other statements one by one, each seeing what those before
   * it did.
   *
   * @return how many rows each changed
   * @throws SqlFailure if one fails; of an INSERT … VALUES nothing was changed then
   */
  public long[] executeBatch(List<@Nullable Object[]> batch, Execution execution) {
    try {
      session.requireOpen();
      if (kind() != StatementKind.DML) {
        throw new SqlFailure(
            SqlState.SEMANTICS, "only INSERT, UPDATE and DELETE can be executed as a batch");
      }
      Cancellation cancellation = execution.begin(session.engine().clock());
      return StatementRun.batch(session, this, batch, execution, cancellation);
    } catch (RuntimeException | Error e) {
      throw session.failure(e);
    }
  }

  ParsedStatement parsed() {
    return parsed;
  }

  /** Whether its execution may presume the read time: it inserts, and probably reads nothing. */
  boolean presumes() {
    return parsed.kind() == io.travertine.calcite.parse.StatementKind.INSERT && !readsRows;
  }

  void noteReading(boolean rows) {
    readsRows = rows;
  }

  /**
   * The catalogs of the times that are known before parameters are; of the present for the others.
   */
  private Catalogs likelyCatalogs(Cancellation cancellation) {
    if (parsed.kind() == io.travertine.calcite.parse.StatementKind.TRANSACTION) {
      return Catalogs.NONE;
    }
    Catalogs present =
        new Catalogs(session.likelyCatalog(cancellation), List.of(), session.pasts(cancellation));
    if (parsed.times().isEmpty()) {
      return present;
    }
    List<io.travertine.calcite.catalog.Catalog> slots = new ArrayList<>();
    for (SqlNode time : parsed.times()) {
      slots.add(
          AsOfTimes.isOpen(time) ? present.present() : catalogAt(time, present, cancellation));
    }
    return new Catalogs(present.present(), slots, present.pasts());
  }

  private io.travertine.calcite.catalog.Catalog catalogAt(
      SqlNode expression, Catalogs present, Cancellation cancellation) {
    @Nullable Object[] unknown = new @Nullable Object[parsed.parameterCount()];
    long time = session.time(expression, unknown, present, cancellation);
    return cancellation.waiting(() -> session.engine().catalogs().at(time));
  }

  private PlanCache.Key key() {
    SessionState state = session.state();
    return new PlanCache.Key(parsed.text(), state.schema(), state.timeZone());
  }

  /** The plan for these catalogs: the one at hand, one from the cache, or a new one. */
  Plan planFor(Catalogs catalogs) {
    PlanCache.Key key = key();
    if (plan.isPresent() && key.equals(planned) && plan.get().holdsIn(catalogs)) {
      return plan.get();
    }
    PlanCache cache = session.engine().plans();
    Plan found =
        cache
            .find(key, catalogs)
            .orElseGet(
                () -> {
                  // Planning uses the tree up; the first one is only lent, as the times in it are
                  // still needed.
                  ParsedStatement statement = StatementPlanner.parse(parsed.text());
                  Plan made = session.engine().planner().plan(statement, catalogs, session.state());
                  cache.put(key, made);
                  return made;
                });
    plan = Optional.of(found);
    planned = key;
    return found;
  }
}
