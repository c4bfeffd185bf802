package io.travertine.persist.id;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The source of every id and every jitter, handed in so that one seed replays one run. Thread-safe.
 */
public final class Seed {

  private final RandomGenerator random;

  private Seed(RandomGenerator random) {
    this.random = random;
  }

  /** Unpredictable ids, for production. */
  public static Seed secure() {
    return new Seed(new BufferedRandom(new SecureRandom()));
  }

  /** The same ids in the same order each time, for replays. */
  public static Seed of(long seed) {
    return new Seed(new java.util.Random(seed));
  }

  /** A version 4 UUID. */
  public synchronized UUID uuid() {
    long high = random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x4000L;
    long low = random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  /** A fraction in [0, 1). */
  public synchronized double fraction() {
    return random.nextDouble();
  }
}
