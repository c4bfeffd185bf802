package io.travertine.jdbc.value;

import io.travertine.jdbc.doorway.Doorway;
import io.travertine.jdbc.failure.DoorwayFailure;
import io.travertine.jdbc.failure.States;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.calcite.avatica.Meta.Frame;
import org.apache.calcite.avatica.Meta.StatementHandle;
import org.apache.calcite.avatica.MissingResultsException;
import org.apache.calcite.avatica.NoSuchStatementException;
import org.jspecify.annotations.Nullable;

/**
 * Rows, frame after frame. The next frame is asked for when the last row of this one has been used,
 * not before. Not thread-safe.
 */
public final class FrameCursor implements AutoCloseable {

  private final Doorway doorway;
  private final StatementHandle statement;
  private final long rowsMost;
  private Iterator<Object> rows;
  private @Nullable Object[] row = new @Nullable Object[0];
  private boolean done;
  private boolean closed;
  private long delivered;

  /**
   * @param first the frame that came with the result
   * @param rowsMost after how many rows to stop; 0 for all
   */
  public FrameCursor(Doorway doorway, StatementHandle statement, Frame first, long rowsMost) {
    this.doorway = doorway;
    this.statement = statement;
    this.rowsMost = rowsMost <= 0 ? Long.MAX_VALUE : rowsMost;
    this.rows = first.rows.iterator();
    this.done = first.done;
  }

  /**
   * Moves to the next row; unchecked exceptions are the doorway's.
   *
   * @param fetchSize how many rows to ask for if it must ask
   * @return whether there is one
   */
  public boolean next(int fetchSize) {
    if (closed || delivered >= rowsMost) {
      close();
      return false;
    }
    while (!rows.hasNext()) {
      if (done) {
        return false;
      }
      Frame frame = fetch((int) Math.min(fetchSize, rowsMost - delivered));
      rows = frame.rows.iterator();
      done = frame.done;
    }
    delivered++;
    row = cells(rows.next());
    return true;
  }

  /** The row it has moved to, as it came in its frame. */
  public @Nullable Object[] row() {
    return row;
  }

  private Frame fetch(int rowsWanted) {
    try {
      return doorway.fetch(statement, delivered, rowsWanted);
    } catch (NoSuchStatementException | MissingResultsException e) {
      throw new DoorwayFailure(
          States.CURSOR, "the server no longer has this result: execute the statement again", e);
    }
  }

  private static @Nullable Object[] cells(Object row) {
    return row instanceof List<?> list ? list.toArray() : (Object[]) row;
  }

  /** Lets go of what the rest of the rows would have needed. Never fails. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    rows = Collections.emptyIterator();
    if (!done) {
      done = true;
      try {
        doorway.closeCursor(statement);
      } catch (RuntimeException ignored) {
        // The cursor goes with its statement, its connection or, at the latest, its lease.
      }
    }
  }
}
