package io.travertine.persist.time;

/**
 * The order and lattice of a shard's times. A time is a 64-bit {@code long} everywhere; the domain
 * says what its bits mean (spec §1.1).
 *
 * <p>Instances are stateless constants; compare with {@code ==}.
 */
public sealed interface TimeDomain permits U64Domain, PairDomain {

  /**
   * Unsigned 64-bit integers in their total order; the domain of SQL time (microseconds since the
   * epoch).
   */
  TimeDomain U64 = U64Domain.INSTANCE;

  /**
   * Pairs of unsigned 32-bit integers, {@code outer << 32 | inner}, in the product order; partially
   * ordered, for tests of the laws.
   */
  TimeDomain PAIR = PairDomain.INSTANCE;

  /** The codec name stored with the shard and checked at every open. */
  String codecName();

  /** The least time. */
  long minimum();

  /** Whether {@code a ≤ b} in the (partial) order. */
  boolean lessEqual(long a, long b);

  /** Whether {@code a < b} in the (partial) order. */
  default boolean lessThan(long a, long b) {
    return a != b && lessEqual(a, b);
  }

  /** The least time at or beyond both. */
  long join(long a, long b);

  /** The greatest time at or before both. */
  long meet(long a, long b);

  /** A total order compatible with {@link #lessEqual}, used for sorting. */
  int compare(long a, long b);

  /** Whether every two times are comparable. */
  boolean isTotal();

  /** The time in its printed form. */
  String print(long time);

  /**
   * The domain stored under {@code codecName}.
   *
   * @throws IllegalArgumentException if no domain has that name
   */
  static TimeDomain named(String codecName) {
    if (codecName.equals(U64.codecName())) {
      return U64;
    }
    if (codecName.equals(PAIR.codecName())) {
      return PAIR;
    }
    throw new IllegalArgumentException("unknown time codec '" + codecName + "'");
  }
}
