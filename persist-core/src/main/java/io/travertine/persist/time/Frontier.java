package io.travertine.persist.time;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A set of mutually incomparable times: the boundary between the times before it and those at or
 * beyond it (an antichain, spec §1.2).
 *
 * <p>The empty frontier is the greatest: nothing is at or beyond it. Immutable; elements are kept
 * sorted, so equal frontiers have equal encodings.
 */
public final class Frontier {

  private final TimeDomain domain;
  private final long[] elements;

  private Frontier(TimeDomain domain, long[] minimalSorted) {
    this.domain = domain;
    this.elements = minimalSorted;
  }

  /** The frontier of the minimal ones among {@code times}. */
  public static Frontier of(TimeDomain domain, long... times) {
    long[] minimal = new long[times.length];
    int count = 0;
    for (int i = 0; i < times.length; i++) {
      boolean kept = true;
      for (int j = 0; j < times.length && kept; j++) {
        kept = !domain.lessThan(times[j], times[i]) && !(times[j] == times[i] && j < i);
      }
      if (kept) {
        minimal[count++] = times[i];
      }
    }
    long[] sorted =
        LongStream.of(Arrays.copyOf(minimal, count))
            .boxed()
            .sorted(domain::compare)
            .mapToLong(Long::longValue)
            .toArray();
    return new Frontier(domain, sorted);
  }

  /** The one-element frontier {@code [time]} of the {@linkplain TimeDomain#U64 SQL domain}. */
  public static Frontier at(long time) {
    return new Frontier(TimeDomain.U64, new long[] {time});
  }

  /** The least frontier, {@code [minimum]}. */
  public static Frontier minimum(TimeDomain domain) {
    return new Frontier(domain, new long[] {domain.minimum()});
  }

  /** The greatest frontier, {@code []}. */
  public static Frontier empty(TimeDomain domain) {
    return new Frontier(domain, new long[0]);
  }

  public TimeDomain domain() {
    return domain;
  }

  /** The elements, sorted by {@link TimeDomain#compare}. */
  public long[] elements() {
    return elements.clone();
  }

  public int size() {
    return elements.length;
  }

  /** Whether this is the greatest frontier, {@code []}. */
  public boolean isEmpty() {
    return elements.length == 0;
  }

  /**
   * The only element of a one-element frontier.
   *
   * @throws IllegalStateException if there is not exactly one
   */
  public long only() {
    if (elements.length != 1) {
      throw new IllegalStateException("frontier has not exactly one element: " + this);
    }
    return elements[0];
  }

  /** Whether {@code time} is at or beyond this frontier. */
  public boolean lessEqual(long time) {
    for (long element : elements) {
      if (domain.lessEqual(element, time)) {
        return true;
      }
    }
    return false;
  }

  /** Whether {@code time} is strictly beyond some element. */
  public boolean lessThan(long time) {
    for (long element : elements) {
      if (domain.lessThan(element, time)) {
        return true;
      }
    }
    return false;
  }

  /** Whether every element of {@code other} is at or beyond this frontier. */
  public boolean lessEqual(Frontier other) {
    for (long time : other.elements) {
      if (!lessEqual(time)) {
        return false;
      }
    }
    return true;
  }

  /** Whether this frontier is at or before {@code other} and not equal to it. */
  public boolean lessThan(Frontier other) {
    return lessEqual(other) && !equals(other);
  }

  /** The earlier of both: the minimal elements of the union. */
  public Frontier meet(Frontier other) {
    if (lessEqual(other)) {
      return this;
    }
    if (other.lessEqual(this)) {
      return other;
    }
    long[] union =
        LongStream.concat(LongStream.of(elements), LongStream.of(other.elements)).toArray();
    return of(domain, union);
  }

  /** The later of both: the minimal elements of all pairwise joins. */
  public Frontier join(Frontier other) {
    if (lessEqual(other)) {
      return other;
    }
    if (other.lessEqual(this)) {
      return this;
    }
    long[] joins = new long[elements.length * other.elements.length];
    int count = 0;
    for (long a : elements) {
      for (long b : other.elements) {
        joins[count++] = domain.join(a, b);
      }
    }
    return of(domain, joins);
  }

  /**
   * The earliest time that this frontier cannot tell from {@code time}: the meet over all elements
   * of their join with it.
   */
  public long advance(long time) {
    if (elements.length == 0) {
      return time;
    }
    long advanced = domain.join(time, elements[0]);
    for (int i = 1; i < elements.length; i++) {
      advanced = domain.meet(advanced, domain.join(time, elements[i]));
    }
    return advanced;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Frontier that
        && domain == that.domain
        && Arrays.equals(elements, that.elements);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(elements);
  }

  @Override
  public String toString() {
    return LongStream.of(elements)
        .mapToObj(domain::print)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
