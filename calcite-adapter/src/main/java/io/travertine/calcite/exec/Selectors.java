package io.travertine.calcite.exec;

import io.travertine.calcite.type.SqlType;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.NullMask;
import java.util.List;

/** Chooses the {@link Selector} of a test. */
final class Selectors {

  private Selectors() {}

  /** The selector of {@code test}, whose column has {@code type}, in this execution. */
  static Selector of(ColumnTest test, SqlType type, StatementContext context) {
    List<Bounds> bounds = Bounds.of(test, context);
    boolean nullPasses = test.nullPasses();
    if (bounds.isEmpty() || bounds.stream().anyMatch(Bounds::isEverything)) {
      return byNull(!bounds.isEmpty(), nullPasses);
    }
    return switch (type.name()) {
      case BOOLEAN -> ComparableSelector.ofBooleans(bounds, nullPasses);
      case TINYINT, SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP ->
          LongSelector.of(bounds, 0, nullPasses);
      case DECIMAL ->
          type.precision() <= ColumnType.LONG_DIGITS
              ? LongSelector.of(bounds, type.scale(), nullPasses)
              : ComparableSelector.ofWideDecimals(bounds, type.scale(), nullPasses);
      case DOUBLE -> ComparableSelector.ofDoubles(bounds, nullPasses);
      case CHAR, VARCHAR -> ComparableSelector.ofStrings(bounds, nullPasses);
      case VARBINARY -> ComparableSelector.ofBytes(bounds, nullPasses);
      default -> throw new IllegalStateException("no test is decided by the scan of " + type);
    };
  }

  private static Selector byNull(boolean valuePasses, boolean nullPasses) {
    return (vector, rows, count) -> {
      if (valuePasses && nullPasses) {
        return count;
      }
      NullMask nulls = vector.nulls();
      int kept = 0;
      for (int i = 0; i < count; i++) {
        int row = rows[i];
        if (nulls.isNull(row) ? nullPasses : valuePasses) {
          rows[kept++] = row;
        }
      }
      return kept;
    };
  }
}
