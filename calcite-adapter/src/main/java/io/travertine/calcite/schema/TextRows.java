package io.travertine.calcite.schema;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of one column of text that are there already. */
final class TextRows implements RowCursor {

  private final Iterator<String> lines;
  private String current = "";

  TextRows(List<String> lines) {
    this.lines = lines.iterator();
  }

  @Override
  public synchronized boolean advance() {
    if (!lines.hasNext()) {
      return false;
    }
    current = lines.next();
    return true;
  }

  @Override
  public synchronized @Nullable Object[] row() {
    return new @Nullable Object[] {current};
  }

  @Override
  public void close() {}
}
