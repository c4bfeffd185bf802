package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.parse.AlterAction;
import io.travertine.calcite.parse.AlterTable;
import io.travertine.calcite.parse.ConstraintSpec;
import io.travertine.calcite.parse.SourceExpression;
import io.travertine.calcite.type.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlIdentifier;

/**
 * What the rows of a table have to fulfil before an ALTER TABLE may say so, as queries for a row
 * that does not. For one statement.
 */
final class Requirements {

  /**
   * A requirement, still to be planned.
   *
   * @param offending a query that has a row if some row of the table does not fulfil it
   * @param state the failure then
   * @param message what is wrong then
   */
  record Check(String offending, SqlState state, String message) {}

  private final TableDefinition table;
  private final List<Check> checks = new ArrayList<>();

  private Requirements(TableDefinition table) {
    this.table = table;
  }

  /**
   * What {@code alter} requires, over the columns of {@code wider}.
   *
   * @param before the table as it is now
   * @param wider the table with the columns that are added, and no more
   * @param textOf the text of an expression in the statement
   */
  static List<Check> of(
      AlterTable alter,
      TableDefinition before,
      TableDefinition wider,
      Function<SourceExpression, String> textOf) {
    Requirements requirements = new Requirements(wider);
    for (AlterAction action : alter.actions()) {
      if (action instanceof AlterAction.Nullability set && !set.nullable()) {
        requirements.notNull(set.column());
      } else if (action instanceof AlterAction.AddColumn add) {
        String name = add.column().name().getSimple();
        if (before.indexOf(name).isEmpty()) {
          requirements.added(add);
          add.constraints().forEach(constraint -> requirements.constrained(constraint, textOf));
        }
      } else if (action instanceof AlterAction.AddConstraint add) {
        requirements.constrained(add.constraint(), textOf);
      }
    }
    return requirements.checks;
  }

  private void constrained(ConstraintSpec spec, Function<SourceExpression, String> textOf) {
    switch (spec.demand()) {
      case PRIMARY_KEY -> {
        spec.columns().forEach(column -> notNull((SqlIdentifier) column));
        unique(names(spec));
      }
      case UNIQUE -> unique(names(spec));
      case CHECK ->
          add(
              "WHERE NOT (" + textOf.apply(spec.condition().orElseThrow()) + ")",
              SqlState.CHECK_VIOLATION,
              "some row of it does not fulfil the CHECK: correct it first");
      case FOREIGN_KEY -> {
        // Refused when the definition is made.
      }
    }
  }

  private static List<SqlIdentifier> names(ConstraintSpec spec) {
    return spec.columns().getList().stream().map(SqlIdentifier.class::cast).toList();
  }

  private void notNull(SqlIdentifier column) {
    if (table.indexOf(column.getSimple()).isPresent()) {
      add(
          "WHERE " + quoted(column.getSimple()) + " IS NULL",
          SqlState.NOT_NULL_VIOLATION,
          "column \"" + column.getSimple() + "\" is NULL in some row: UPDATE those first");
    }
  }

  private void unique(List<SqlIdentifier> columns) {
    boolean known =
        columns.stream().allMatch(column -> table.indexOf(column.getSimple()).isPresent());
    if (known) {
      String list =
          columns.stream()
              .map(column -> quoted(column.getSimple()))
              .collect(Collectors.joining(", "));
      String present =
          columns.stream()
              .map(column -> quoted(column.getSimple()) + " IS NOT NULL")
              .collect(Collectors.joining(" AND "));
      add(
          "WHERE " + present + " GROUP BY " + list + " HAVING COUNT(*) > 1",
          SqlState.UNIQUE_VIOLATION,
          "some rows are equal in (" + list + "): make them differ first");
    }
  }

  private void added(AlterAction.AddColumn add) {
    boolean notNull = Boolean.FALSE.equals(add.column().type().orElseThrow().getNullable());
    String name = add.column().name().getSimple();
    boolean given = table.columns().get(table.indexOf(name).orElseThrow()).initial().isPresent();
    if (notNull && !given) {
      add(
          "",
          SqlState.NOT_NULL_VIOLATION,
          "column \"" + name + "\" would be NULL in the rows that there are: give it a DEFAULT");
    }
  }

  private void add(String where, SqlState state, String what) {
    checks.add(
        new Check(
            "SELECT 1 FROM "
                + quoted(table.schema())
                + "."
                + quoted(table.name())
                + " "
                + where
                + " FETCH FIRST 1 ROWS ONLY",
            state,
            "table \"" + table.name() + "\": " + what));
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
