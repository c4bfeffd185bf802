package io.travertine.calcite.plan.rel;

import java.util.Optional;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableLimit;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * The code of plans that do no more than read, sort and cut: it is here already. Many a process
 * asks nothing else, and loads no compiler then.
 */
final class DirectCode {

  /** Makes rows. */
  @FunctionalInterface
  interface Rows {
    Enumerable<@Nullable Object> open(DataContext root);
  }

  private DirectCode() {}

  /** What generated code of {@code plan} would do; absent for plans that need such. */
  static Optional<Rows> of(RelNode plan) {
    if (plan instanceof PersistScan scan) {
      return Optional.of(scan.scan()::open);
    } else if (plan instanceof SystemScan scan) {
      return Optional.of(scan.rows()::open);
    } else if (plan instanceof PersistValues values) {
      return Optional.of(values.rows()::open);
    } else if (plan instanceof PersistSort sort) {
      return of(sort.getInput()).map(rows -> sorted(sort, rows));
    } else if (plan instanceof EnumerableLimit limit
        && isLiteral(limit.offset)
        && isLiteral(limit.fetch)) {
      return of(limit.getInput()).map(rows -> cut(limit, rows));
    }
    return Optional.empty();
  }

  private static Rows sorted(PersistSort sort, Rows rows) {
    var sorter = sort.sorter();
    return switch (sort.getRowType().getFieldCount()) {
      case 0 -> rows;
      case 1 ->
          root ->
              sorter.sort(root, rows.open(root).select(value -> new @Nullable Object[] {value}));
      default -> root -> sorter.sort(root, rows.open(root).select(row -> (Object[]) row));
    };
  }

  private static boolean isLiteral(@Nullable RexNode number) {
    return number == null || number instanceof RexLiteral;
  }

  private static Rows cut(EnumerableLimit limit, Rows rows) {
    int skipped = limit.offset == null ? 0 : RexLiteral.intValue(limit.offset);
    int wanted = limit.fetch == null ? Integer.MAX_VALUE : RexLiteral.intValue(limit.fetch);
    return root -> {
      Enumerable<@Nullable Object> rest = rows.open(root);
      if (skipped > 0) {
        rest = rest.skip(skipped);
      }
      return limit.fetch == null ? rest : rest.take(wanted);
    };
  }
}
