package io.travertine.calcite.key;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key of one row, equal to those that SQL takes for equal.
 *
 * @param values none of them null
 */
public record RowKey(List<Object> values) {

  public RowKey {
    values = List.copyOf(values);
  }

  /**
   * The key of a row; empty if it has a NULL and so is equal to nothing.
   *
   * @param row as a table stores it
   * @param positions of the key in the row
   */
  public static Optional<RowKey> of(@Nullable Object[] row, List<Integer> positions) {
    List<Object> values = new ArrayList<>(positions.size());
    for (int position : positions) {
      Object value = row[position];
      if (value == null) {
        return Optional.empty();
      }
      values.add(canonical(value));
    }
    return Optional.of(new RowKey(values));
  }

  private static Object canonical(Object value) {
    if (value instanceof Double number) {
      return number + 0d;
    } else if (value instanceof Float number) {
      return number + 0f;
    } else if (value instanceof BigDecimal number) {
      return number.stripTrailingZeros();
    }
    return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
  }
}
