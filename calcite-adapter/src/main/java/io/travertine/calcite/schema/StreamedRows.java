package io.travertine.calcite.schema;

import io.travertine.calcite.exec.ResultRows;
import io.travertine.calcite.session.Cancellation;
import io.travertine.calcite.session.Transaction;
import io.travertine.calcite.type.SqlFailure;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Rows that are computed while they are asked for. */
final class StreamedRows implements RowCursor {

  private final SqlSession session;
  private final ResultRows rows;
  private final Transaction transaction;
  private final Cancellation cancellation;
  private final Future<?> timeout;

  /**
   * @param transaction fails with this, if that is how this fails
   * @param timeout what ends the execution, called off when this is closed
   */
  StreamedRows(
      SqlSession session,
      ResultRows rows,
      Transaction transaction,
      Cancellation cancellation,
      Future<?> timeout) {
    this.session = session;
    this.rows = rows;
    this.transaction = transaction;
    this.cancellation = cancellation;
    this.timeout = timeout;
    session.track(this);
  }

  @Override
  public synchronized boolean advance() {
    boolean found = false;
    try {
      found = rows.advance();
      return found;
    } catch (SqlFailure e) {
      session.transactions().failed(transaction, e);
      throw session.failure(e);
    } finally {
      if (!found) {
        close();
      }
    }
  }

  @Override
  public synchronized @Nullable Object[] row() {
    return rows.row();
  }

  /** Stops the thread that asks for rows, if there is one, and closes. */
  void abandon() {
    cancellation.cancel();
    close();
  }

  @Override
  public synchronized void close() {
    timeout.cancel(false);
    session.forget(this);
    rows.close();
  }
}
