package io.travertine.calcite.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlExplain;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSnapshot;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Takes the times out of a statement: every AS OF goes, and each table below one goes by a {@link
 * TimedName}.
 *
 * <p>The innermost AS OF counts: a table's own before its query's, a sub-query's before the one
 * around it. The target of an INSERT, UPDATE, DELETE or MERGE is never below one. A common table
 * expression stands under the time of its WITH; a reference to it at another time becomes a copy of
 * its query at that time, as if it were a view. A timed table without an alias gets its own name as
 * one, and columns written {@code schema.t.c} become {@code t.c}.
 *
 * <p>For one statement; not thread-safe.
 */
final class TimeRewrite extends SqlShuttle {
  private static final int NOW = -1;

  private final List<SqlNode> times = new ArrayList<>();
  private TimeScope scope = new TimeScope(null);

  /** The slot tables are read at here, or {@link #NOW}. */
  private int slot = NOW;

  /** The time expressions, by slot. */
  List<SqlNode> times() {
    return times;
  }

  /**
   * @throws SqlSyntaxException if a time is not one value, or stands where no table can take it
   */
  SqlNode statement(SqlNode statement) {
    SqlNode rewritten = walk(statement);
    TimeExpressions.refuseIn(rewritten);
    return rewritten;
  }

  @Override
  public SqlNode visit(SqlIdentifier id) {
    return scope.resolve(id);
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    if (call instanceof AsOfQuery timed) {
      return at(slotOf(timed.time()), () -> walk(timed.query()));
    } else if (call instanceof SqlSelect select) {
      return within(scope.child(), () -> select(select));
    } else if (call instanceof SqlOrderBy ordered) {
      return within(scope.child(), () -> orderBy(ordered));
    } else if (call instanceof SqlWith with) {
      return within(scope.child(), () -> with(with));
    } else if (call instanceof MergeInto merge) {
      return within(scope.child(), () -> merge(merge));
    } else if (call instanceof InsertInto insert) {
      return insert(insert);
    } else if (call instanceof SqlUpdate update) {
      return update(update);
    } else if (call instanceof SqlExplain explain) {
      return explain(explain);
    } else if (call instanceof CreateTable create) {
      return create
          .query()
          .map(query -> create.withQuery(walk(query.expression()), query.range()))
          .orElse(create);
    } else if (call instanceof CreateView create) {
      return create.withQuery(walk(create.query()));
    } else if (call instanceof Subscribe subscribe) {
      return subscribe.source() instanceof SqlIdentifier
          ? subscribe
          : subscribe.withSource(walk(subscribe.source()));
    } else if (call.getKind() == SqlKind.EXPLICIT_TABLE) {
      return rebuilt(call, List.of(from(call.operand(0), true)));
    } else if (call.getKind() == SqlKind.DELETE) {
      return delete(call);
    } else if (call instanceof SqlSnapshot) {
      return from(call, false);
    }
    return super.visit(call);
  }

  // Queries

  private SqlNode select(SqlSelect select) {
    List<SqlNode> operands = new ArrayList<>(select.getOperandList());
    SqlNode from = select.getFrom();
    if (from != null) {
      operands.set(SqlSelect.FROM_OPERAND, from(from, false));
    }
    for (int i = 0; i < operands.size(); i++) {
      if (i != SqlSelect.FROM_OPERAND) {
        operands.set(i, walk(operands.get(i)));
      }
    }
    return rebuilt(select, operands);
  }

  private SqlNode orderBy(SqlOrderBy ordered) {
    // The items of ORDER BY see the tables of the query they order.
    SqlNode query =
        ordered.query instanceof SqlSelect select ? select(select) : walk(ordered.query);
    return new SqlOrderBy(
        ordered.getParserPosition(),
        query,
        (SqlNodeList) walk(ordered.orderList),
        ordered.offset,
        ordered.fetch);
  }

  private SqlNode with(SqlWith with) {
    List<SqlNode> items = new ArrayList<>();
    for (SqlNode node : with.withList) {
      SqlWithItem item = (SqlWithItem) node;
      TimeScope.Cte cte = new TimeScope.Cte(item, slot, scope);
      if (item.recursive.booleanValue()) {
        scope.define(cte);
      }
      SqlNode query = walk(item.query);
      items.add(
          new SqlWithItem(
              item.getParserPosition(), item.name, item.columnList, query, item.recursive));
      scope = scope.child();
      scope.define(cte);
    }
    return new SqlWith(
        with.getParserPosition(),
        new SqlNodeList(items, with.withList.getParserPosition()),
        walk(with.body));
  }

  // Tables

  private SqlNode from(SqlNode node, boolean aliased) {
    if (node instanceof SqlIdentifier id) {
      return table(id, id, aliased);
    }
    SqlCall call = (SqlCall) node;
    if (call instanceof SqlSnapshot snapshot) {
      checkTimeable(snapshot.getTableRef());
      return at(slotOf(snapshot.getPeriod()), () -> from(snapshot.getTableRef(), aliased));
    } else if (call instanceof AsOfQuery timed) {
      return at(slotOf(timed.time()), () -> from(timed.query(), aliased));
    } else if (call instanceof SqlJoin) {
      List<SqlNode> operands = new ArrayList<>(call.getOperandList());
      operands.set(0, from(operands.get(0), false));
      operands.set(3, from(operands.get(3), false));
      for (int i = 4; i < operands.size(); i++) {
        operands.set(i, walk(operands.get(i)));
      }
      return rebuilt(call, operands);
    }
    return switch (call.getKind()) {
      case TABLE_REF -> table(call, nameOf(call), aliased);
      // The validator cannot have EXTEND below an alias, and gives it its table's name anyway.
      case EXTEND -> table(call, nameOf(call), true);
      case AS -> first(call, true);
      case TABLESAMPLE, LATERAL, OVER -> first(call, aliased);
      case PIVOT, UNPIVOT, MATCH_RECOGNIZE -> {
        List<SqlNode> operands = new ArrayList<>(call.getOperandList());
        operands.set(0, from(operands.get(0), call.getKind() != SqlKind.MATCH_RECOGNIZE));
        for (int i = 1; i < operands.size(); i++) {
          operands.set(i, walk(operands.get(i)));
        }
        yield rebuilt(call, operands);
      }
      default -> walk(call);
    };
  }

  private SqlNode first(SqlCall call, boolean aliased) {
    List<SqlNode> operands = new ArrayList<>(call.getOperandList());
    operands.set(0, from(operands.get(0), aliased));
    return rebuilt(call, operands);
  }

  /** {@code ref} is {@code name}, perhaps with hints or extra columns around it. */
  private SqlNode table(SqlNode ref, SqlIdentifier name, boolean aliased) {
    TimeScope.Cte cte = scope.cte(name).orElse(null);
    if (cte != null) {
      return cte.slot() == slot ? ref : inlined(cte, name, aliased);
    }
    if (!aliased) {
      scope.addSource(name.names, slot != NOW);
    }
    if (slot == NOW) {
      return ref;
    }
    SqlNode timed = timed(ref);
    return aliased ? timed : as(timed, name.getComponent(name.names.size() - 1));
  }

  private SqlNode timed(SqlNode ref) {
    if (ref instanceof SqlIdentifier id) {
      return TimedName.identifier(id, slot);
    }
    SqlCall call = (SqlCall) ref;
    List<SqlNode> operands = new ArrayList<>(call.getOperandList());
    operands.set(0, timed(operands.get(0)));
    return rebuilt(call, operands);
  }

  private SqlNode inlined(TimeScope.Cte cte, SqlIdentifier name, boolean aliased) {
    SqlWithItem item = cte.item();
    if (item.recursive.booleanValue()) {
      throw SyntaxErrors.at(
          name.getParserPosition(),
          "recursive query " + name + " cannot be read AS OF a time; put AS OF into it");
    }
    SqlNode query = within(cte.scope(), () -> walk(item.query)).accept(new DeepCopy());
    if (item.columnList == null) {
      return aliased ? query : as(query, name);
    }
    List<SqlNode> operands = new ArrayList<>(List.of(query, item.name));
    operands.addAll(item.columnList);
    SqlNode named = SqlStdOperatorTable.AS.createCall(name.getParserPosition(), operands);
    return aliased ? selectAll(named, name.getParserPosition()) : named;
  }

  private static SqlNode selectAll(SqlNode from, SqlParserPos pos) {
    return new SqlSelect(
        pos,
        null,
        SqlNodeList.of(SqlIdentifier.star(pos)),
        from,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static SqlNode as(SqlNode table, SqlIdentifier alias) {
    return SqlStdOperatorTable.AS.createCall(table.getParserPosition(), table, alias);
  }

  private static SqlIdentifier nameOf(SqlNode ref) {
    return ref instanceof SqlIdentifier id ? id : nameOf(((SqlCall) ref).operand(0));
  }

  /** An AS OF that would change nothing is a mistake worth telling. */
  private static void checkTimeable(SqlNode ref) {
    switch (ref.getKind()) {
      case AS, TABLESAMPLE, LATERAL, PIVOT, UNPIVOT, MATCH_RECOGNIZE ->
          checkTimeable(((SqlCall) ref).operand(0));
      case UNNEST, COLLECTION_TABLE ->
          throw SyntaxErrors.at(
              ref.getParserPosition(), "AS OF needs a table, a view or a query before it");
      case SNAPSHOT ->
          throw SyntaxErrors.at(ref.getParserPosition(), "a table has at most one AS OF");
      default -> {}
    }
  }

  // Changes: their targets are never timed.

  private SqlNode insert(InsertInto insert) {
    return insert.with(walk(insert.getSource()), (OnConflict) walk(insert.conflict().orElse(null)));
  }

  private SqlUpdate update(SqlUpdate update) {
    return new SqlUpdate(
        update.getParserPosition(),
        update.getTargetTable(),
        update.getTargetColumnList(),
        (SqlNodeList) walk(update.getSourceExpressionList()),
        walk(update.getCondition()),
        null,
        update.getAlias());
  }

  private SqlNode delete(SqlCall call) {
    SqlDelete delete = (SqlDelete) call;
    return new SqlDelete(
        delete.getParserPosition(),
        delete.getTargetTable(),
        walk(delete.getCondition()),
        null,
        delete.getAlias());
  }

  private SqlNode merge(MergeInto merge) {
    SqlNode source = from(merge.source(), false);
    return merge.with(source, walk(merge.condition()), walk(merge.clauseList()));
  }

  private SqlNode explain(SqlExplain explain) {
    List<SqlNode> operands = explain.getOperandList();
    return new SqlExplain(
        explain.getParserPosition(),
        walk(explain.getExplicandum()),
        (SqlLiteral) operands.get(1),
        (SqlLiteral) operands.get(2),
        (SqlLiteral) operands.get(3),
        explain.getDynamicParamCount());
  }

  // Walking

  private int slotOf(SqlNode time) {
    TimeExpressions.check(time);
    int shared = TimeExpressions.shared(times, time);
    if (shared >= 0) {
      return shared;
    }
    times.add(time);
    return times.size() - 1;
  }

  private <T> T at(int newSlot, Supplier<T> work) {
    int outer = slot;
    slot = newSlot;
    T result = work.get();
    slot = outer;
    return result;
  }

  private <T> T within(TimeScope newScope, Supplier<T> work) {
    TimeScope outer = scope;
    scope = newScope;
    T result = work.get();
    scope = outer;
    return result;
  }

  @SuppressWarnings("NullAway") // null in, null out, as Calcite's trees have it
  private SqlNode walk(@Nullable SqlNode node) {
    return node == null ? null : node.accept(this);
  }

  private static SqlNode rebuilt(SqlCall call, List<SqlNode> operands) {
    return call.getOperator()
        .createCall(
            call.getFunctionQuantifier(),
            call.getParserPosition(),
            operands.toArray(new SqlNode[0]));
  }
}
