package io.travertine.calcite.exec;

import java.util.Optional;

/**
 * A range of values with ends that may be known only when executed.
 *
 * @param low the lower end; empty if there is none
 * @param lowInclusive whether {@code low} itself is in
 * @param high the upper end; empty if there is none
 * @param highInclusive whether {@code high} itself is in
 */
public record Span(
    Optional<Operand> low, boolean lowInclusive, Optional<Operand> high, boolean highInclusive) {

  /** Every value but NULL. */
  public static final Span EVERYTHING = new Span(Optional.empty(), false, Optional.empty(), false);

  /** One value. */
  public static Span point(Operand value) {
    return new Span(Optional.of(value), true, Optional.of(value), true);
  }

  public static Span above(Operand low, boolean inclusive) {
    return new Span(Optional.of(low), inclusive, Optional.empty(), false);
  }

  public static Span below(Operand high, boolean inclusive) {
    return new Span(Optional.empty(), false, Optional.of(high), inclusive);
  }

  /** Whether this is one value. */
  public boolean isPoint() {
    return lowInclusive && highInclusive && low.isPresent() && low.equals(high);
  }

  /** Whether this has no end on either side. */
  public boolean isEverything() {
    return low.isEmpty() && high.isEmpty();
  }

  @Override
  public String toString() {
    if (isPoint()) {
      return low.map(Operand::toString).orElseThrow();
    }
    return (lowInclusive ? "[" : "(")
        + low.map(Operand::toString).orElse("-")
        + ".."
        + high.map(Operand::toString).orElse("-")
        + (highInclusive ? "]" : ")");
  }
}
