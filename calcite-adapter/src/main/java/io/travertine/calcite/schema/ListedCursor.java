package io.travertine.calcite.schema;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that are there already. */
final class ListedCursor implements RowCursor {

  private final Iterator<@Nullable Object[]> rows;
  private @Nullable Object[] current = new @Nullable Object[0];

  ListedCursor(List<@Nullable Object[]> rows) {
    this.rows = List.copyOf(rows).iterator();
  }

  @Override
  public synchronized boolean advance() {
    if (!rows.hasNext()) {
      return false;
    }
    current = rows.next();
    return true;
  }

  @Override
  public synchronized @Nullable Object[] row() {
    return current;
  }

  @Override
  public void close() {}
}
