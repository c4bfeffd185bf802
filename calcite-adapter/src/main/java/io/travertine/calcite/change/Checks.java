package io.travertine.calcite.change;

import io.travertine.calcite.catalog.Constraint;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.exec.ResultRows;
import io.travertine.calcite.exec.StatementContext;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * The CHECK constraints of a table.
 *
 * @param code gives for each row it is given the number of the first constraint that is false for
 *     it, or -1
 */
public record Checks(TableDefinition table, List<Constraint.Check> constraints, Code code) {

  /** Characters of a row that a message shows. */
  private static final int SHOWN_MAX = 200;

  public Checks {
    constraints = List.copyOf(constraints);
  }

  /**
   * Returns if all rows fulfil them.
   *
   * @param rows as the table stores them
   * @throws SqlFailure 23514 if one does not
   */
  void require(List<@Nullable Object[]> rows, ChangeScope scope) {
    List<@Nullable Object[]> computable = new ArrayList<>(rows.size());
    rows.forEach(row -> computable.add(computable(row)));
    StatementContext context = scope.context(code);
    context.give(computable);
    try (ResultRows results = ResultRows.of(code, 0, context)) {
      for (int i = 0; results.advance(); i++) {
        int broken = ((Number) Objects.requireNonNull(results.row()[0])).intValue();
        if (broken >= 0) {
          throw failure(constraints.get(broken), computable.get(i));
        }
      }
    }
  }

  private SqlFailure failure(Constraint.Check broken, @Nullable Object[] row) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < row.length && shown.length() < SHOWN_MAX; i++) {
      shown.append(i == 0 ? "" : ", ").append(shown(row[i], table.columns().get(i).type().name()));
    }
    if (shown.length() > SHOWN_MAX) {
      shown.setLength(SHOWN_MAX);
      shown.append("…");
    }
    return new SqlFailure(
        SqlState.CHECK_VIOLATION,
        "a row of table \""
            + table.name()
            + "\" breaks the constraint \""
            + broken.name()
            + "\", CHECK ("
            + broken.sql()
            + "): ("
            + shown
            + ")");
  }

  private static String shown(@Nullable Object value, SqlTypeName type) {
    if (value == null) {
      return "NULL";
    }
    return switch (type) {
      case DATE -> LocalDate.ofEpochDay((Integer) value).toString();
      case TIME -> LocalTime.ofNanoOfDay((Integer) value * 1_000_000L).toString();
      case TIMESTAMP ->
          LocalDateTime.ofInstant(Instant.ofEpochMilli((Long) value), ZoneOffset.UTC).toString();
      default -> value.toString();
    };
  }

  /** The row in the representation that generated code computes with. */
  private @Nullable Object[] computable(@Nullable Object[] stored) {
    @Nullable Object[] row = new @Nullable Object[stored.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = StoredRows.computable(stored[i], table.columns().get(i).type().name());
    }
    return row;
  }
}
