package io.travertine.calcite.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A {@link Span} whose ends are known. */
record Bounds(
    Optional<Object> low, boolean lowInclusive, Optional<Object> high, boolean highInclusive) {

  /**
   * The spans of {@code test} in this execution; one that ends at NULL holds nothing and is left
   * out.
   */
  static List<Bounds> of(ColumnTest test, StatementContext context) {
    List<Bounds> known = new ArrayList<>();
    for (Span span : test.spans()) {
      @Nullable Object low = span.low().isPresent() ? span.low().get().value(context) : null;
      @Nullable Object high = span.high().isPresent() ? span.high().get().value(context) : null;
      boolean holdsNothing =
          span.low().isPresent() && low == null || span.high().isPresent() && high == null;
      if (!holdsNothing) {
        known.add(
            new Bounds(
                Optional.ofNullable(low),
                span.lowInclusive(),
                Optional.ofNullable(high),
                span.highInclusive()));
      }
    }
    return known;
  }

  boolean isEverything() {
    return low.isEmpty() && high.isEmpty();
  }
}
