package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.parse.AlterAction;
import io.travertine.calcite.parse.AlterTable;
import io.travertine.calcite.parse.SourceExpression;
import io.travertine.calcite.type.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
   * What {@code alter} requires.
   *
   * @param table as it is now
   * @param textOf the text of an expression in the statement
   */
  static List<Check> of(
      AlterTable alter,
      TableDefinition table,
      java.util.function.Function<SourceExpression, String> textOf) {
    Requirements requirements = new Requirements(table);
    for (AlterAction action : alter.actions()) {
      if (action instanceof AlterAction.Nullability set && !set.nullable()) {
        requirements.notNull(set.column());
      } else if (action instanceof AlterAction.AddColumn add) {
        requirements.added(add);
      } else if (action instanceof AlterAction.AddConstraint add) {
        switch (add.constraint().demand()) {
          case PRIMARY_KEY -> {
            add.constraint()
                .columns()
                .forEach(column -> requirements.notNull((SqlIdentifier) column));
            requirements.unique(names(add));
          }
          case UNIQUE -> requirements.unique(names(add));
          case CHECK ->
              requirements.add(
                  "WHERE NOT (" + textOf.apply(add.constraint().condition().orElseThrow()) + ")",
                  SqlState.CHECK_VIOLATION,
                  "some row of it does not fulfil the CHECK: correct it first");
          case FOREIGN_KEY -> {
            // Refused when the definition is made.
          }
        }
      }
    }
    return requirements.checks;
  }

  private static List<SqlIdentifier> names(AlterAction.AddConstraint add) {
    return add.constraint().columns().getList().stream().map(SqlIdentifier.class::cast).toList();
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
    boolean given =
        add.column()
            .defaultValue()
            .map(SourceExpression::expression)
            .flatMap(SqlLiterals::of)
            .flatMap(literal -> Optional.ofNullable(literal.value()))
            .isPresent();
    boolean isNew = table.indexOf(add.column().name().getSimple()).isEmpty();
    if (notNull && !given && isNew) {
      add(
          "",
          SqlState.NOT_NULL_VIOLATION,
          "column \""
              + add.column().name().getSimple()
              + "\" would be NULL in the rows that there are: give it a DEFAULT");
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
