package io.travertine.calcite.exec;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.runtime.FlatLists;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the form that Calcite's operators expect: an array, the bare value if there is one
 * column, an empty list if there is none.
 */
final class RowShape {

  private RowShape() {}

  static @Nullable Object of(@Nullable Object[] values) {
    return switch (values.length) {
      case 0 -> FlatLists.COMPARABLE_EMPTY_LIST;
      case 1 -> values[0];
      default -> values;
    };
  }

  static Enumerable<@Nullable Object> of(List<@Nullable Object[]> rows) {
    List<@Nullable Object> shaped = new ArrayList<>(rows.size());
    rows.forEach(row -> shaped.add(of(row)));
    return Linq4j.asEnumerable(shaped);
  }
}
