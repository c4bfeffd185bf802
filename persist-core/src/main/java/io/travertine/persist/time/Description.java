package io.travertine.persist.time;

/**
 * What a batch covers: times at or beyond {@code lower} and not at or beyond {@code upper}, told
 * apart only from {@code since} on.
 *
 * @param lower the first times covered
 * @param upper the first times no longer covered; at or beyond {@code lower}
 * @param since times before it may have been advanced to it
 */
public record Description(Frontier lower, Frontier upper, Frontier since) {

  public Description {
    if (!lower.lessEqual(upper)) {
      throw new IllegalArgumentException("upper " + upper + " is before lower " + lower);
    }
  }

  /** Whether {@code time} lies between lower and upper. */
  public boolean covers(long time) {
    return lower.lessEqual(time) && !upper.lessEqual(time);
  }

  @Override
  public String toString() {
    return lower + upper.toString() + since;
  }
}
