package io.travertine.persist.time;

import java.time.Duration;

/** An instant on a {@link Clock} after which waiting ends, or none. Immutable. */
public final class Deadline {

  private static final Deadline NONE = new Deadline(Clock.system(), Long.MAX_VALUE);

  private final Clock clock;

  /** On the monotonic clock; {@link Long#MAX_VALUE} means never. */
  private final long nanos;

  private Deadline(Clock clock, long nanos) {
    this.clock = clock;
    this.nanos = nanos;
  }

  /** Waits for ever. */
  public static Deadline none() {
    return NONE;
  }

  /** Ends {@code wait} from now on {@code clock}. */
  public static Deadline after(Duration wait, Clock clock) {
    return new Deadline(clock, clock.monotonicNanos() + wait.toNanos());
  }

  /** Ends {@code wait} from now on the machine's clock. */
  public static Deadline after(Duration wait) {
    return after(wait, Clock.system());
  }

  /** Whether this deadline never passes. */
  public boolean isNone() {
    return nanos == Long.MAX_VALUE;
  }

  /** Whether it has passed. */
  public boolean hasPassed() {
    return remainingNanos() <= 0;
  }

  /** The nanoseconds left, negative once passed; {@link Long#MAX_VALUE} if there is no deadline. */
  public long remainingNanos() {
    return isNone() ? Long.MAX_VALUE : nanos - clock.monotonicNanos();
  }
}
