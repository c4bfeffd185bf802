package io.travertine.persist.pubsub;

import io.travertine.persist.id.Seed;
import io.travertine.persist.location.retry.Backoff;
import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a line joined with the others: calls the exchange, and calls again with longer and longer
 * pauses whenever there is no way or a way ends. Thread-safe.
 */
final class Caller {

  private static final Logger LOG = LoggerFactory.getLogger(Caller.class);
  private static final Duration PAUSE_MIN = Duration.ofMillis(50);

  /** A way that lasted this long was a good one: pauses are short again after it. */
  private static final long GOOD_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Exchange exchange;
  private final String what;
  private final Backoff backoff;
  private final Clock clock;
  private final Seed seed;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(new PubSubThreads("caller"));

  /** The way in use; guarded by this. */
  private Optional<Exchange.Way> current = Optional.empty();

  private volatile boolean closed;

  private Caller(Exchange exchange, String what, Duration pauseMax, Clock clock, Seed seed) {
    this.exchange = exchange;
    this.what = what;
    this.backoff = new Backoff(Duration.ZERO, PAUSE_MIN, 2, pauseMax);
    this.clock = clock;
    this.seed = seed;
  }

  /**
   * A line that is kept joined until it closes.
   *
   * @param what is called, for logs
   */
  static PubSub open(Exchange exchange, String what, Duration pauseMax, Clock clock, Seed seed) {
    Caller caller = new Caller(exchange, what, pauseMax, clock, seed);
    Line line = new Line(caller::close);
    caller.thread.execute(() -> caller.keepJoined(line));
    return line;
  }

  private void keepJoined(Line line) {
    try {
      Backoff.Pauses pauses = backoff.pauses(seed);
      while (!closed) {
        long start = clock.monotonicNanos();
        try (Exchange.Way way = exchange.call()) {
          use(way);
          way.join(line, () -> LOG.debug("{}: connected", what));
        } catch (IOException e) {
          LOG.debug("{}: not connected: {}", what, e.toString());
        }
        if (clock.monotonicNanos() - start > GOOD_NANOS) {
          pauses = backoff.pauses(seed);
        }
        clock.sleep(pauses.next().toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.warn("{}: given up; changes of other processes are found by polling", what, e);
    }
  }

  private synchronized void use(Exchange.Way way) throws IOException {
    if (closed) {
      throw new IOException("closing");
    }
    current = Optional.of(way);
  }

  private void close() {
    closed = true;
    synchronized (this) {
      current.ifPresent(Caller::closeQuietly);
    }
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(CLOSE_NANOS, TimeUnit.NANOSECONDS)) {
        LOG.info("{}: the thread does not end", what);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(Exchange.Way way) {
    try {
      way.close();
    } catch (IOException e) {
      LOG.debug("a way does not close: {}", e.toString());
    }
  }
}
