package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.Identity;
import io.travertine.calcite.change.Cell;
import io.travertine.calcite.change.RowRules;
import io.travertine.calcite.exec.Assignment;
import io.travertine.calcite.parse.InsertInto;
import io.travertine.calcite.parse.Sql;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.calcite.type.Store;
import io.travertine.calcite.type.TravertineTypeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Plans the values that become a column's as they are: literals, parameters and defaults need no
 * code. Remembers the parameters. For one statement.
 */
final class CellPlanner {

  private final TravertineTypeFactory types;
  private final Map<Integer, RelDataType> parameterTypes = new HashMap<>();

  /** Defaults that are expressions, and where each column's is. */
  private final List<String> defaults = new ArrayList<>();

  private final Map<ColumnDefinition, Integer> defaultOf = new HashMap<>();

  CellPlanner(TravertineTypeFactory types) {
    this.types = types;
  }

  /** The types of the parameters that were planned, by index. */
  Map<Integer, RelDataType> parameterTypes() {
    return parameterTypes;
  }

  /** The type of a value that {@code column} is to take. */
  RelDataType typeOf(ColumnDefinition column) {
    return column.type().relType(types, true);
  }

  /**
   * The cell of {@code value}, unless it is an expression.
   *
   * @param certain whether a row surely gets the value, so that it can be checked now
   */
  Optional<Cell> plain(SqlNode value, ColumnDefinition column, boolean certain) {
    if (value instanceof SqlDynamicParam parameter) {
      parameterTypes.put(parameter.getIndex(), typeOf(column));
      return Optional.of(new Cell.Parameter(parameter.getIndex()));
    }
    if (value.getKind() == SqlKind.DEFAULT) {
      return Optional.of(defaultOf(column, certain));
    }
    return SqlLiterals.of(value)
        .map(literal -> literal(literal.value(), literal.type(), column, certain));
  }

  /**
   * What becomes of a value that a new row gives {@code column}: an identity column may have
   * numbers of its own instead.
   *
   * @throws SqlFailure 428C9 if it may not be given
   */
  static SqlNode given(SqlNode value, ColumnDefinition column, InsertInto.Overriding overriding) {
    if (column.identity().isEmpty() || value.getKind() == SqlKind.DEFAULT) {
      return value;
    }
    return switch (overriding) {
      case SYSTEM_VALUE -> value;
      case USER_VALUE -> SqlStdOperatorTable.DEFAULT.createCall(value.getParserPosition());
      case NOTHING -> {
        if (column.identity().get().generation() == Identity.Generation.ALWAYS) {
          throw new SqlFailure(
              SqlState.GENERATED_ALWAYS,
              "column \""
                  + column.name()
                  + "\" is GENERATED ALWAYS: leave it out, or write OVERRIDING SYSTEM VALUE"
                  + " before VALUES");
        }
        yield value;
      }
    };
  }

  /**
   * Returns if UPDATE may set {@code column} to {@code value}.
   *
   * @throws SqlFailure 428C9 if not
   */
  static void requireSettable(ColumnDefinition column, SqlNode value) {
    if (column.identity().isPresent()
        && column.identity().get().generation() == Identity.Generation.ALWAYS
        && value.getKind() != SqlKind.DEFAULT) {
      throw new SqlFailure(
          SqlState.GENERATED_ALWAYS,
          "column \""
              + column.name()
              + "\" is GENERATED ALWAYS: UPDATE can set it to DEFAULT only");
    }
  }

  /** The value of {@code column} in a row that gives it none. */
  Cell defaultOf(ColumnDefinition column, boolean certain) {
    if (column.identity().isPresent()) {
      return new Cell.Number();
    }
    if (column.defaultSql().isEmpty()) {
      return literal(null, SqlTypeName.NULL, column, certain);
    }
    Integer known = defaultOf.get(column);
    if (known != null) {
      return new Cell.Default(known, SqlTypeName.ANY);
    }
    String expression = column.defaultSql().get();
    return SqlLiterals.of(Sql.parseExpression(expression))
        .map(literal -> literal(literal.value(), literal.type(), column, certain))
        .orElseGet(
            () -> {
              defaultOf.put(column, defaults.size());
              defaults.add(expression);
              return new Cell.Default(defaults.size() - 1, SqlTypeName.ANY);
            });
  }

  /** What the planned statement needs of the target's rules. */
  RowRules rules(Target target, RulePlanner planner) {
    return new RowRules(planner.defaults(defaults), planner.checks(target.table()));
  }

  /** Gives every column of a row that has no value yet its default. */
  void fillIn(@Nullable Cell[] row, Target target, boolean certain) {
    for (int i = 0; i < row.length; i++) {
      if (row[i] == null) {
        row[i] = defaultOf(target.column(i), certain);
      }
    }
  }

  private static Cell literal(
      @Nullable Object value, SqlTypeName type, ColumnDefinition column, boolean certain) {
    if (value != null) {
      requireAssignable(type, column);
    }
    return certain
        ? new Cell.Stored(
            Store.value(
                Assignment.convert(value, type, column.type()),
                column.type(),
                column.nullable(),
                column.name()))
        : new Cell.Literal(value, type);
  }

  /** The cell of field {@code index} of computed rows. */
  static Cell field(int index, RelDataType type, ColumnDefinition column) {
    requireAssignable(type.getSqlTypeName(), column);
    return new Cell.Field(index, type.getSqlTypeName());
  }

  /**
   * Gives the computed ones of {@code cells} the types that were found for them.
   *
   * @param columns the positions of their columns
   * @param fields the types of computed rows
   * @param rules with the defaults
   */
  static void type(
      Cell[] cells, int[] columns, List<RelDataType> fields, RowRules rules, Target target) {
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] instanceof Cell.Field field) {
        cells[i] = field(field.index(), fields.get(field.index()), target.column(columns[i]));
      } else if (cells[i] instanceof Cell.Default value) {
        RelDataType type = rules.defaults().orElseThrow().code().fields().get(value.index());
        requireAssignable(type.getSqlTypeName(), target.column(columns[i]));
        cells[i] = new Cell.Default(value.index(), type.getSqlTypeName());
      }
    }
  }

  private static void requireAssignable(SqlTypeName type, ColumnDefinition column) {
    if (!Assignment.isPossible(type, column.type().name())) {
      throw new SqlFailure(
          SqlState.DATATYPE_MISMATCH,
          "column \""
              + column.name()
              + "\" is of type "
              + column.type()
              + " and does not take "
              + type
              + ": use a CAST");
    }
  }
}
