package io.travertine.calcite.exec;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.key.KeyColumns;
import io.travertine.calcite.type.SqlType;
import io.travertine.persist.data.Points;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the tests of a scan say about a key: if each of its columns is compared with some values,
 * the rows are looked up by these instead of looked for.
 */
final class KeyPoints {

  /** Of more combinations of values than these the scan goes through the rows instead. */
  private static final int POINTS_MAX = 10_000;

  private final List<ColumnTest> tests;
  private final TableDefinition table;
  private final StatementContext context;

  private KeyPoints(List<ColumnTest> tests, TableDefinition table, StatementContext context) {
    this.tests = tests;
    this.table = table;
    this.context = context;
  }

  /** The values of some key that rows have which pass the tests; empty if there is no such key. */
  static Optional<Points> of(
      List<ColumnTest> tests, TableDefinition table, StatementContext context) {
    if (tests.isEmpty()) {
      return Optional.empty();
    }
    KeyPoints points = new KeyPoints(tests, table, context);
    return KeyColumns.allOf(table).stream().flatMap(key -> points.of(key).stream()).findFirst();
  }

  private Optional<Points> of(KeyColumns key) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    rows.add(new @Nullable Object[key.positions().size()]);
    for (int i = 0; i < key.positions().size(); i++) {
      Optional<List<Object>> values = valuesOf(key.positions().get(i));
      if (values.isEmpty() || (long) rows.size() * values.get().size() > POINTS_MAX) {
        return Optional.empty();
      }
      List<@Nullable Object[]> longer = new ArrayList<>();
      for (@Nullable Object[] row : rows) {
        for (Object value : values.get()) {
          @Nullable Object[] next = row.clone();
          next[i] = value;
          longer.add(next);
        }
      }
      rows = longer;
    }
    return Optional.of(Points.of(key.batchOf(rows)));
  }

  /** The values that one column can have; empty if that is no list. */
  private Optional<List<Object>> valuesOf(int position) {
    ColumnDefinition column = table.columns().get(position);
    for (ColumnTest test : tests) {
      if (test.column() == position
          && !test.nullPasses()
          && test.spans().stream().allMatch(Span::isPoint)) {
        List<Object> values = new ArrayList<>();
        for (Bounds bound : Bounds.of(test, context)) {
          exactly(bound.low().orElseThrow(), column.type()).ifPresent(values::add);
        }
        return Optional.of(values);
      }
    }
    return Optional.empty();
  }

  /** A value in the class that the column stores; empty if no stored value is equal to it. */
  static Optional<Object> exactly(Object value, SqlType type) {
    return switch (type.name()) {
      case CHAR, VARCHAR -> Optional.of(value.toString());
      default -> {
        Optional<Object> floor = ScanRanges.stored(value, type, RoundingMode.FLOOR);
        Optional<Object> ceiling = ScanRanges.stored(value, type, RoundingMode.CEILING);
        yield floor.isPresent()
                && ceiling.isPresent()
                && ScanRanges.compare(floor.get(), ceiling.get()) == 0
            ? floor
            : Optional.empty();
      }
    };
  }
}
