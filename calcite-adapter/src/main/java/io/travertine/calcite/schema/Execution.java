package io.travertine.calcite.schema;

import io.travertine.calcite.session.Cancellation;
import io.travertine.persist.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one execution of a statement, and what stops it. Use each for one execution only.
 * Thread-safe.
 */
public final class Execution {

  private final long rowsMax;
  private final Optional<Duration> timeout;
  private final Optional<GeneratedKeys> keys;
  private final List<Long> done = new ArrayList<>();
  private @Nullable Cancellation cancellation;
  private boolean cancelled;

  private Execution(long rowsMax, Optional<Duration> timeout, Optional<GeneratedKeys> keys) {
    this.rowsMax = rowsMax;
    this.timeout = timeout;
    this.keys = keys;
  }

  /** All rows, no timeout. */
  public static Execution unlimited() {
    return new Execution(0, Optional.empty(), Optional.empty());
  }

  /** At most {@code rows} rows; 0 for all. */
  public Execution withMaxRows(long rows) {
    return new Execution(rows, timeout, keys);
  }

  /** Fails with 57014 when {@code limit} has passed since its start; zero for no limit. */
  public Execution withTimeout(Duration limit) {
    return new Execution(rowsMax, limit.isZero() ? Optional.empty() : Optional.of(limit), keys);
  }

  /** Tells {@code wanted} of the rows that are inserted. */
  public Execution withKeys(GeneratedKeys wanted) {
    return new Execution(rowsMax, timeout, Optional.of(wanted));
  }

  /** Stops the execution, which fails with 57014 within a second; at once if it has not started. */
  public synchronized void cancel() {
    cancelled = true;
    if (cancellation != null) {
      cancellation.cancel();
    }
  }

  /**
   * How many rows each member of a batch has changed that was done one after the other and has
   * failed; the one that failed is not among them. Empty if the batch was one change.
   */
  public synchronized List<Long> done() {
    return List.copyOf(done);
  }

  synchronized void did(long count) {
    done.add(count);
  }

  Optional<GeneratedKeys> keys() {
    return keys;
  }

  long rowsMax() {
    return rowsMax;
  }

  Optional<Duration> timeout() {
    return timeout;
  }

  /** Starts the time. */
  synchronized Cancellation begin(Clock clock) {
    if (cancellation != null) {
      throw new IllegalStateException("an Execution is for one execution");
    }
    Cancellation begun =
        timeout.map(limit -> Cancellation.after(limit, clock)).orElseGet(Cancellation::onDemand);
    cancellation = begun;
    if (cancelled) {
      begun.cancel();
    }
    return begun;
  }
}
