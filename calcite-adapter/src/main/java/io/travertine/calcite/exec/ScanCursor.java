package io.travertine.calcite.exec;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.persist.SnapshotCursor;
import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.Updates;
import java.util.Optional;
import org.apache.calcite.linq4j.Enumerator;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a {@link ShardScan}, in the form of {@link RowShape}. A row that is there several
 * times comes several times.
 */
final class ScanCursor implements Enumerator<@Nullable Object> {

  /** Rows between two looks at the cancellation. */
  private static final int ROWS_PER_CHECK = 4_096;

  private final ShardScan scan;
  private final StatementContext context;
  private final RowFilter filter;
  private final int[] fields;

  private @Nullable SnapshotCursor chunks;
  private Cells[] cells = new Cells[0];
  private int[] rows = new int[0];
  private long[] diffs = new long[0];
  private int selected;
  private int next;

  /** Copies of the current row still to come. */
  private long copies;

  private @Nullable Object current;

  ScanCursor(ShardScan scan, StatementContext context) {
    this.scan = scan;
    this.context = context;
    this.filter = new RowFilter(scan, context);
    this.fields = scan.fields();
  }

  @Override
  public @Nullable Object current() {
    return current;
  }

  @Override
  public boolean moveNext() {
    if (copies > 0) {
      copies--;
      return true;
    }
    while (next >= selected) {
      if (!nextChunk()) {
        current = null;
        return false;
      }
    }
    if (next % ROWS_PER_CHECK == 0) {
      context.cancellation().check();
    }
    int row = rows[next++];
    current = read(row);
    copies = diffs[row] - 1;
    return true;
  }

  private @Nullable Object read(int row) {
    if (cells.length == 1) {
      return cells[0].at(row);
    }
    @Nullable Object[] values = new @Nullable Object[cells.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = cells[i].at(row);
    }
    return RowShape.of(values);
  }

  private boolean nextChunk() {
    SnapshotCursor open = chunks;
    if (open == null) {
      open = context.chunks(scan);
      chunks = open;
    }
    Optional<Updates> chunk = context.cancellation().waiting(open::next);
    if (chunk.isEmpty()) {
      return false;
    }
    take(chunk.get());
    return true;
  }

  private void take(Updates chunk) {
    ColumnBatch batch = chunk.keys();
    if (rows.length < batch.length()) {
      rows = new int[batch.length()];
    }
    selected = filter.select(batch, rows);
    next = 0;
    diffs = chunk.diffs();
    cells = new Cells[fields.length];
    for (int i = 0; i < fields.length; i++) {
      ColumnDefinition column = scan.table().columns().get(scan.columns().get(i));
      cells[i] = Cells.of(column.type(), batch.column(fields[i]));
    }
  }

  @Override
  public void reset() {
    close();
    selected = 0;
    next = 0;
    copies = 0;
  }

  @Override
  public void close() {
    if (chunks != null) {
      chunks.close();
      chunks = null;
    }
  }
}
