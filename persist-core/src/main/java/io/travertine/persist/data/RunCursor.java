package io.travertine.persist.data;

import io.travertine.persist.time.TimeDomain;
import java.util.Iterator;
import java.util.function.LongUnaryOperator;

/** Where a {@link Consolidator} stands in one run: on an update, once started. */
final class RunCursor {

  private static final Updates NOTHING = Updates.none(Schema.EMPTY, Schema.EMPTY);

  private final TimeDomain domain;
  private final Iterator<Updates> chunks;
  private final LongUnaryOperator advance;
  private Updates chunk = NOTHING;
  private int row;

  RunCursor(TimeDomain domain, Iterator<Updates> chunks, LongUnaryOperator advance) {
    this.domain = domain;
    this.chunks = chunks;
    this.advance = advance;
  }

  /** Goes to the first update; false if there is none. */
  boolean start() {
    while (chunks.hasNext()) {
      chunk = Consolidation.advance(chunks.next(), advance);
      row = 0;
      if (!chunk.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Goes to the next update; false if the run is exhausted. */
  boolean advance() {
    Updates last = chunk;
    int lastRow = row;
    boolean more = ++row < chunk.length() || start();
    if (more && RowOrder.compare(domain, last, lastRow, chunk, row) > 0) {
      throw new IllegalStateException("run is not sorted at row " + row + " of " + chunk);
    }
    return more;
  }

  Updates chunk() {
    return chunk;
  }

  int row() {
    return row;
  }

  long diff() {
    return chunk.diffs()[row];
  }

  /** Whether the update here equals another in key, value and time. */
  boolean isAt(Updates other, int otherRow) {
    return RowOrder.compare(domain, chunk, row, other, otherRow) == 0;
  }

  int compare(RunCursor other) {
    return RowOrder.compare(domain, chunk, row, other.chunk, other.row);
  }
}
