package io.travertine.persist.location.scheme;

import io.travertine.persist.id.Seed;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.decorators.RequestListener;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How to open a location.
 *
 * @param access whether to write
 * @param clock measures what has to be waited for
 * @param seed names temporary things and varies pauses
 * @param requests is told of requests, where there are such
 */
public record OpenOptions(Access access, Clock clock, Seed seed, RequestListener requests) {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Telling nobody of requests. */
  public OpenOptions(Access access, Clock clock, Seed seed) {
    this(access, clock, seed, RequestListener.NONE);
  }

  /** For writing, on the machine's clock. */
  public static OpenOptions readWrite() {
    return new OpenOptions(Access.READ_WRITE, Clock.system(), Seed.secure());
  }

  /** For reading only, on the machine's clock: nothing is written, not even what is missing. */
  public static OpenOptions readOnly() {
    return new OpenOptions(Access.READ_ONLY, Clock.system(), Seed.secure());
  }

  /**
   * Opens what is somewhere else, and may be away for a moment: for some seconds it is tried again,
   * unless it fails with what will not pass by itself.
   *
   * @throws io.travertine.persist.error.LocationException if it cannot be reached
   */
  public <T> T patiently(Supplier<T> opening) {
    return new Retry(clock, seed)
        .retryPassing("opening the database", Deadline.after(PATIENCE, clock), opening);
  }
}
