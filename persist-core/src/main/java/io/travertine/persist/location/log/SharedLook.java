package io.travertine.persist.location.log;

import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Looks now and then whether a reader still hears of what others write; who takes the turn looks
 * each time. A look costs a call of the system, so there is one a second at most. Not thread-safe.
 */
final class SharedLook {

  private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LogFiles files;
  private final Clock clock;
  private long lookedNanos;

  SharedLook(LogFiles files, Clock clock) {
    this.files = files;
    this.clock = clock;
    this.lookedNanos = clock.monotonicNanos();
  }

  /**
   * Looks, unless it did so within the last second.
   *
   * @throws IOException if nothing is heard of others any more
   */
  void nowAndThen() throws IOException {
    long now = clock.monotonicNanos();
    if (now - lookedNanos >= BETWEEN_NANOS) {
      files.checkShared();
      lookedNanos = now;
    }
  }
}
