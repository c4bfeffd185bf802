package io.travertine.calcite.exec;

import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.Updates;
import java.util.List;

/** The tests of a {@link ShardScan} in one execution, over what it decodes. Stateless. */
final class RowFilter {

  private final Selector[] selectors;
  private final int[] tested;

  RowFilter(ShardScan scan, StatementContext context) {
    List<ColumnTest> tests = scan.tests();
    this.selectors = new Selector[tests.size()];
    this.tested = new int[tests.size()];
    for (int i = 0; i < selectors.length; i++) {
      ColumnTest test = tests.get(i);
      selectors[i] = Selectors.of(test, scan.table().columns().get(test.column()).type(), context);
      tested[i] = scan.position(test.column());
    }
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

  /** Whether any row passes. */
  boolean passesAny(Updates rows) {
    return select(rows.keys(), new int[rows.length()]) > 0;
  }
}
