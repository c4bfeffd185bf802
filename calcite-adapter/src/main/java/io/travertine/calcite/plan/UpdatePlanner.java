package io.travertine.calcite.plan;

import io.travertine.calcite.change.Cell;
import io.travertine.calcite.change.QueryRows;
import io.travertine.calcite.change.Removal;
import io.travertine.calcite.change.RowAction;
import io.travertine.calcite.change.RowRules;
import io.travertine.calcite.exec.ShardScan;
import io.travertine.calcite.parse.ParsedStatement;
import io.travertine.calcite.plan.rel.PersistScan;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.type.TravertineTypeFactory;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUpdate;
import org.jspecify.annotations.Nullable;

/**
 * Plans UPDATE and DELETE: as a query for the old rows, and the new values beside them. For one
 * statement.
 */
final class UpdatePlanner {

  private final StatementPlanner planner;
  private final TravertineTypeFactory types;
  private final Catalogs catalogs;
  private final SessionState session;
  private final CellPlanner cells;

  UpdatePlanner(
      StatementPlanner planner,
      TravertineTypeFactory types,
      Catalogs catalogs,
      SessionState session) {
    this.planner = planner;
    this.types = types;
    this.catalogs = catalogs;
    this.session = session;
    this.cells = new CellPlanner(types);
  }

  ChangePlan update(ParsedStatement statement, SqlUpdate update) {
    Target target = target(update.getTargetTable());
    int[] columns = target.positions(update.getTargetColumnList());
    for (int i = 0; i < columns.length; i++) {
      CellPlanner.requireSettable(
          target.column(columns[i]), update.getSourceExpressionList().get(i));
    }
    ChangeQuery query = oldRows(update.getTargetTable(), update.getAlias(), target);
    Cell[] values =
        query.assign(
            update.getSourceExpressionList(), columns, target, cells, UnaryOperator.identity());
    Compilation.Compiled compiled =
        compile(query, update.getTargetTable(), update.getAlias(), update.getCondition());
    RowRules rules = cells.rules(target, planner.rules(catalogs, session));
    CellPlanner.type(values, columns, compiled.code().fields(), rules, target);
    return planned(statement, target, compiled, new RowAction.Update(columns, values), rules);
  }

  ChangePlan delete(ParsedStatement statement, SqlDelete delete) {
    Target target = target(delete.getTargetTable());
    ChangeQuery query = oldRows(delete.getTargetTable(), delete.getAlias(), target);
    Compilation.Compiled compiled =
        compile(query, delete.getTargetTable(), delete.getAlias(), delete.getCondition());
    Optional<ShardScan> scan =
        PersistScan.ofWholeRows(compiled.rel())
            .filter(found -> found.table().equals(target.table()));
    return scan.isPresent()
        ? planner.modify(
            statement, new Removal(target.table(), scan.get()), cells, compiled, target)
        : planned(statement, target, compiled, new RowAction.Delete(), RowRules.NONE);
  }

  private ChangePlan planned(
      ParsedStatement statement,
      Target target,
      Compilation.Compiled compiled,
      RowAction action,
      RowRules rules) {
    QueryRows rows =
        new QueryRows(
            target.table(), compiled.code(), QueryRows.Layout.OLD_ROW, List.of(action), rules);
    return planner.modify(statement, rows, cells, compiled, target);
  }

  private Target target(SqlNode table) {
    return Target.of((SqlIdentifier) table, catalogs, session);
  }

  private ChangeQuery oldRows(SqlNode table, @Nullable SqlIdentifier alias, Target target) {
    ChangeQuery query = new ChangeQuery(types);
    query.addRow(alias == null ? (SqlIdentifier) table : alias, target);
    return query;
  }

  private Compilation.Compiled compile(
      ChangeQuery query,
      SqlNode table,
      @Nullable SqlIdentifier alias,
      @Nullable SqlNode condition) {
    SqlNode source = alias == null ? table : ChangeQuery.as(table, alias);
    return new Compilation(types, catalogs, session)
        .compile(query.from(source, condition), Optional.of(query.wanted()));
  }
}
