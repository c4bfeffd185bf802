package io.travertine.calcite.change;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.exec.ResultRows;
import io.travertine.calcite.session.StagedChanges;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a query, and what becomes of each: INSERT of a query, UPDATE, DELETE and MERGE.
 *
 * @param target the table that is changed
 * @param query gives the rows
 * @param layout what their fields are
 * @param actions what may become of them; only one unless the layout has a choice
 */
public record QueryRows(
    TableDefinition target, Code query, Layout layout, List<RowAction> actions, RowRules rules)
    implements Change {

  /**
   * Which fields are which.
   *
   * @param choice the number of the action in {@link QueryRows#actions}, negative for none; absent
   *     if there is only one
   * @param match the number of the source's row that met the target's; absent if every old row
   *     comes once
   * @param before where the old row begins
   */
  public record Layout(OptionalInt choice, OptionalInt match, int before) {

    /** A row is an old row, followed by whatever there is. */
    public static final Layout OLD_ROW = new Layout(OptionalInt.empty(), OptionalInt.empty(), 0);
  }

  public QueryRows {
    actions = List.copyOf(actions);
  }

  @Override
  public Set<Code.Reading> reads() {
    return query.reads();
  }

  @Override
  public long stage(ChangeScope scope, StagedChanges changes) {
    Staging staging = new Staging(scope, changes);
    try (ResultRows rows = ResultRows.of(query, 0, scope.context(query))) {
      while (rows.advance()) {
        staging.take(rows.row());
      }
    }
    staging.writer.finish();
    return staging.count;
  }

  private final class Staging {
    private final RowWriter writer;
    private final NewRows made;

    /** Which row of the source met an old row that was changed. */
    private final Map<List<@Nullable Object>, Object> matched = new HashMap<>();

    private long count;

    Staging(ChangeScope scope, StagedChanges changes) {
      this.writer = new RowWriter(rules.checks(), scope, changes);
      this.made = new NewRows(target, rules.defaults(), scope);
    }

    void take(@Nullable Object[] row) {
      int chosen =
          layout.choice().isEmpty()
              ? 0
              : ((Number) Objects.requireNonNull(row[layout.choice().getAsInt()])).intValue();
      if (chosen < 0) {
        return;
      }
      RowAction action = actions.get(chosen);
      made.next();
      if (action instanceof RowAction.Insert insert) {
        writer.insertNew(made.of(insert.cells(), row));
      } else if (action instanceof RowAction.Update update) {
        requireOnce(row);
        update(update, row);
      } else if (action instanceof RowAction.Delete) {
        requireOnce(row);
        writer.retract(made.of(row, layout.before()));
      } else {
        return;
      }
      count++;
    }

    private void update(RowAction.Update update, @Nullable Object[] row) {
      @Nullable Object[] before = made.of(row, layout.before());
      @Nullable Object[] after = before.clone();
      for (int i = 0; i < update.columns().length; i++) {
        int column = update.columns()[i];
        after[column] = made.value(update.cells()[i], column, row);
      }
      if (!Arrays.deepEquals(before, after)) {
        writer.retract(before);
        writer.insert(after);
      }
    }

    /** Copies of a row all meet the same rows of the source, so two of those are one too many. */
    private void requireOnce(@Nullable Object[] row) {
      if (layout.match().isEmpty()) {
        return;
      }
      int from = layout.before();
      List<@Nullable Object> old =
          Arrays.asList(Arrays.copyOfRange(row, from, from + target.columns().size()));
      Object source = Objects.requireNonNull(row[layout.match().getAsInt()]);
      Object other = matched.putIfAbsent(old, source);
      if (other != null && !other.equals(source)) {
        throw new SqlFailure(
            SqlState.CARDINALITY,
            "a row of table \""
                + target.name()
                + "\" is matched by more than one row of the source, and can be changed only once:"
                + " make ON or the source more exact");
      }
    }
  }
}
