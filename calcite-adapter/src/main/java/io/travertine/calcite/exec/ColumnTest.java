package io.travertine.calcite.exec;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A condition on one column that a scan decides by itself: whether its value lies in one of some
 * spans. Comparisons, BETWEEN, IN and IS [NOT] NULL are all of this form.
 *
 * @param column the column's position in its table
 * @param spans where a value may lie, in no particular order; an end that is NULL when executed
 *     makes its span empty
 * @param nullPasses whether NULL passes
 */
public record ColumnTest(int column, List<Span> spans, boolean nullPasses) {

  public ColumnTest {
    spans = List.copyOf(spans);
  }

  /** IS NULL. */
  public static ColumnTest isNull(int column) {
    return new ColumnTest(column, List.of(), true);
  }

  /** IS NOT NULL. */
  public static ColumnTest isPresent(int column) {
    return new ColumnTest(column, List.of(Span.EVERYTHING), false);
  }

  @Override
  public String toString() {
    return "$"
        + column
        + " in "
        + spans.stream()
            .map(Span::toString)
            .collect(Collectors.joining(" or ", "{", nullPasses ? " or NULL}" : "}"));
  }
}
