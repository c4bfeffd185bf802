package io.travertine.calcite.exec;

import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.Updates;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** The tests of a {@link ShardScan} in one execution, over what it decodes. Stateless. */
final class RowFilter {

  private final Selector[] selectors;
  private final int[] tested;

  RowFilter(ShardScan scan, StatementContext context) {
    this(scan, context, scan::position);
  }

  private RowFilter(ShardScan scan, StatementContext context, IntUnaryOperator position) {
    List<ColumnTest> tests = scan.tests();
    this.selectors = new Selector[tests.size()];
    this.tested = new int[tests.size()];
    for (int i = 0; i < selectors.length; i++) {
      ColumnTest test = tests.get(i);
      selectors[i] = Selectors.of(test, scan.table().columns().get(test.column()).type(), context);
      tested[i] = position.applyAsInt(test.column());
    }
  }

  /** The same tests over rows that have all columns of the table. */
  static RowFilter ofWholeRows(ShardScan scan, StatementContext context) {
    return new RowFilter(scan, context, column -> column);
  }

  /**
   * Finds the rows that pass.
   *
   * @param rows gets their numbers, in order; at least as long as {@code batch}
   * @return how many pass
   */
  int select(ColumnBatch batch, int[] rows) {
    int count = batch.length();
    for (int i = 0; i < count; i++) {
      rows[i] = i;
    }
    for (int i = 0; i < selectors.length && count > 0; i++) {
      count = selectors[i].select(batch.column(tested[i]), rows, count);
    }
    return count;
  }

  /** The updates whose rows pass. */
  Updates passing(Updates updates) {
    int[] rows = new int[updates.length()];
    int count = select(updates.keys(), rows);
    return count == rows.length ? updates : updates.gather(rows, 0, count);
  }

  /** Whether any row passes. */
  boolean passesAny(Updates rows) {
    return select(rows.keys(), new int[rows.length()]) > 0;
  }
}
