package io.travertine.calcite.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Renames what the expressions of ON CONFLICT call {@code t.c} and {@code EXCLUDED.c} to columns of
 * the one table that has both, unless a sub-query means a table of its own by it. For one
 * statement.
 */
final class ConflictNames extends SqlShuttle {

  /** What the row that was to be inserted is called. */
  static final String EXCLUDED = "excluded";

  private final Target target;
  private final SqlIdentifier table;
  private final String name;
  private final String given;

  /** The names of the tables of each query around what is visited, in lower case. */
  private final Deque<Set<String>> queries = new ArrayDeque<>();

  /**
   * @param target the table
   * @param table as the statement names it
   * @param name what it is called without a schema, or its alias
   * @param given what the table is called that has both rows
   */
  ConflictNames(Target target, SqlIdentifier table, String name, String given) {
    this.target = target;
    this.table = table;
    this.name = name;
    this.given = given;
  }

  /** What the table that has both rows calls a column of the row that was to be inserted. */
  static String excluded(String column) {
    return EXCLUDED + "." + column;
  }

  /** A copy of the expression with its names changed. */
  SqlNode renamed(SqlNode expression) {
    return Objects.requireNonNull(SqlCopy.of(expression).accept(this));
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    if (!(call instanceof SqlSelect select)) {
      return super.visit(call);
    }
    Set<String> tables = new HashSet<>();
    addNames(select.getFrom(), tables);
    queries.push(tables);
    List<@Nullable SqlNode> operands = new ArrayList<>(select.getOperandList());
    for (int i = 0; i < operands.size(); i++) {
      @Nullable SqlNode operand = operands.get(i);
      if (operand != null) {
        operands.set(i, i == SqlSelect.FROM_OPERAND ? from(operand) : operand.accept(this));
      }
    }
    queries.pop();
    return rebuilt(select, operands);
  }

  private static void addNames(@Nullable SqlNode from, Set<String> names) {
    if (from instanceof SqlIdentifier id) {
      names.add(id.names.get(id.names.size() - 1).toLowerCase(Locale.ROOT));
    } else if (from instanceof SqlJoin join) {
      addNames(join.getLeft(), names);
      addNames(join.getRight(), names);
    } else if (from != null && from.getKind() == SqlKind.AS) {
      addNames(((SqlCall) from).operand(1), names);
    }
  }

  /** Names of tables are not names of columns. */
  private @Nullable SqlNode from(SqlNode from) {
    if (from instanceof SqlIdentifier) {
      return from;
    } else if (from instanceof SqlJoin || from.getKind() == SqlKind.AS) {
      SqlCall call = (SqlCall) from;
      List<@Nullable SqlNode> operands = new ArrayList<>();
      for (int i = 0; i < call.operandCount(); i++) {
        @Nullable SqlNode operand = call.getOperandList().get(i);
        boolean isTable = i == 0 || i == 3 && from instanceof SqlJoin;
        operands.add(operand == null ? null : isTable ? from(operand) : operand.accept(this));
      }
      return rebuilt(call, operands);
    }
    return from.accept(this);
  }

  private static SqlNode rebuilt(SqlCall call, List<@Nullable SqlNode> operands) {
    return call.getOperator()
        .createCall(
            call.getFunctionQuantifier(),
            call.getParserPosition(),
            operands.toArray(new @Nullable SqlNode[0]));
  }

  @Override
  public SqlNode visit(SqlIdentifier id) {
    if (meansNew(id)) {
      return column(id, excluded(id.names.get(1)));
    }
    return meansOld(id) ? column(id, id.names.get(id.names.size() - 1)) : id;
  }

  private SqlNode column(SqlIdentifier id, String column) {
    target.positions(SqlNodeList.of(id)); // says what is wrong with it
    return new SqlIdentifier(List.of(given, column), id.getParserPosition());
  }

  private boolean meansNew(SqlIdentifier id) {
    return id.names.size() == 2 && isOurs(id.names.get(0), EXCLUDED);
  }

  private boolean meansOld(SqlIdentifier id) {
    if (id.names.size() == 2) {
      return isOurs(id.names.get(0), name);
    }
    return id.names.size() > 2
        && id.skipLast(1).toString().equalsIgnoreCase(table.toString())
        && name.equals(table.names.get(table.names.size() - 1));
  }

  private boolean isOurs(String qualifier, String wanted) {
    return qualifier.equalsIgnoreCase(wanted)
        && queries.stream().noneMatch(names -> names.contains(qualifier.toLowerCase(Locale.ROOT)));
  }
}
