package io.travertine.calcite.exec;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.session.RowTest;
import io.travertine.persist.Scan;
import io.travertine.persist.data.Points;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.RowChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table by column: decodes only the columns that are asked for or tested, skips parts whose
 * statistics exclude them, and filters before a row is made. Immutable, and part of a cached plan.
 */
public final class ShardScan {

  private final TableDefinition table;
  private final int slot;
  private final OptionalLong time;
  private final List<Integer> columns;
  private final List<ColumnTest> tests;
  private final Optional<KeyGate> gate;

  /** The columns decoded, in the table's order. */
  private final List<Integer> decoded;

  /**
   * @param slot the AS OF it reads at, or {@link io.travertine.calcite.session.ReadTimes#PRESENT}
   * @param columns the positions in the table of a row's fields
   * @param tests what every row passes
   */
  public ShardScan(TableDefinition table, int slot, List<Integer> columns, List<ColumnTest> tests) {
    this(table, slot, OptionalLong.empty(), columns, tests, Optional.empty());
  }

  /**
   * @param time the time of the slot, if it is none of the statement's
   * @param gate who may ask for some keys alone; the key is in {@code columns}
   */
  public ShardScan(
      TableDefinition table,
      int slot,
      OptionalLong time,
      List<Integer> columns,
      List<ColumnTest> tests,
      Optional<KeyGate> gate) {
    this.table = table;
    this.slot = slot;
    this.time = time;
    this.columns = List.copyOf(columns);
    this.tests = List.copyOf(tests);
    this.gate = gate;
    TreeSet<Integer> needed = new TreeSet<>(columns);
    tests.forEach(test -> needed.add(test.column()));
    this.decoded = new ArrayList<>(needed);
  }

  public TableDefinition table() {
    return table;
  }

  public int slot() {
    return slot;
  }

  /** The time of the slot, if it is none of the statement's. */
  OptionalLong time() {
    return time;
  }

  List<ColumnTest> tests() {
    return tests;
  }

  /** Where the fields of a row are in a decoded batch. */
  int[] fields() {
    return columns.stream().mapToInt(this::position).toArray();
  }

  /** Where the table's {@code column} is in a decoded batch. */
  int position(int column) {
    return decoded.indexOf(column);
  }

  List<Integer> columns() {
    return columns;
  }

  Optional<KeyGate> gate() {
    return gate;
  }

  /**
   * @param asked the keys that are asked for, if not all are
   */
  Scan toRead(StatementContext context, Optional<Points> asked) {
    Scan scan =
        Scan.of(projection())
            .within(ScanRanges.of(tests, table, context))
            .choosing(choice(context));
    return KeyPoints.of(tests, table, context).or(() -> asked).map(scan::at).orElse(scan);
  }

  /** The rows that pass, by the columns that are decoded. */
  public RowChoice choice(StatementContext context) {
    return new RowFilter(this, context)::select;
  }

  /** The columns that are decoded. */
  Projection projection() {
    return Projection.ofKey(decoded);
  }

  /** What of the table's changes concerns who has read this. */
  RowTest concern(StatementContext context) {
    return tests.isEmpty() ? RowTest.ANY_ROW : RowFilter.ofWholeRows(this, context)::passesAny;
  }

  /** Called by generated code. Nothing is read before the first row is asked for. */
  public Enumerable<@Nullable Object> open(DataContext root) {
    StatementContext context = (StatementContext) root;
    return new Rows(this, context);
  }

  private static final class Rows extends AbstractEnumerable<@Nullable Object> {
    private final ShardScan scan;
    private final StatementContext context;

    Rows(ShardScan scan, StatementContext context) {
      this.scan = scan;
      this.context = context;
    }

    @Override
    public Enumerator<@Nullable Object> enumerator() {
      return new ScanCursor(scan, context);
    }
  }
}
