package io.travertine.persist.internal.part;

import io.travertine.persist.data.BytesVector;
import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnRange;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.NullMask;
import io.travertine.persist.internal.part.v1.StatsFrame;
import java.util.Arrays;
import java.util.Optional;

/**
 * What is known of one key column of a part.
 *
 * @param id the column's
 * @param type its type when written
 * @param nulls how many rows are null
 * @param lower a vector of one value that none comes before; absent if all are null or not known
 * @param upper a vector of one value that none comes after; absent if all are null or not known
 */
public record ColumnStats(
    int id,
    ColumnType type,
    long nulls,
    Optional<ColumnVector> lower,
    Optional<ColumnVector> upper) {

  /** The same with strings and bytes of at most {@code bytes} bytes as bounds. */
  ColumnStats cut(int bytes) {
    return new ColumnStats(
        id,
        type,
        nulls,
        lower.map(bound -> cutLower(bound, bytes)),
        upper.flatMap(bound -> cutUpper(bound, bytes)));
  }

  private static ColumnVector cutLower(ColumnVector bound, int bytes) {
    return bound instanceof BytesVector text && text.end(0) - text.start(0) > bytes
        ? single(text.heap(), text.start(0), bytes)
        : bound;
  }

  /** The prefix incremented where it can be: its last byte that is not 0xFF, the rest cut off. */
  private static Optional<ColumnVector> cutUpper(ColumnVector bound, int bytes) {
    if (!(bound instanceof BytesVector text) || text.end(0) - text.start(0) <= bytes) {
      return Optional.of(bound);
    }
    byte[] prefix = Arrays.copyOfRange(text.heap(), text.start(0), text.start(0) + bytes);
    for (int last = bytes - 1; last >= 0; last--) {
      if (prefix[last] != -1) {
        prefix[last]++;
        return Optional.of(single(prefix, 0, last + 1));
      }
    }
    return Optional.empty();
  }

  private static ColumnVector single(byte[] heap, int from, int length) {
    byte[] bytes = Arrays.copyOfRange(heap, from, from + length);
    return BytesVector.plain(bytes, new int[] {0, length}, 1, NullMask.none());
  }

  StatsFrame.ColumnFrame frame() {
    return new StatsFrame.ColumnFrame(id, type, nulls, lower, upper);
  }

  static ColumnStats of(StatsFrame.ColumnFrame frame) {
    return new ColumnStats(frame.id(), frame.type(), frame.nulls(), frame.lower(), frame.upper());
  }

  /** Whether one of the part's {@code rows} rows may match. */
  boolean mayMatch(ColumnRange range, long rows) {
    if (!type.equals(range.column().type())) {
      return true;
    }
    if (range.nulls() && nulls > 0) {
      return true;
    }
    return range.values()
        && nulls < rows
        && !(lower.isPresent() && range.isAbove(lower.get(), 0))
        && !(upper.isPresent() && range.isBelow(upper.get(), 0));
  }

  /** Whether these are of {@code column}, and of values of its type. */
  boolean knows(Column column) {
    return id == column.id() && type.equals(column.type());
  }

  /**
   * Whether one of the part's {@code rows} rows may have the value of one row of {@code values}.
   */
  boolean mayHave(ColumnVector values, int row, long rows) {
    return nulls < rows
        && !(lower.isPresent() && values.compare(row, lower.get(), 0) < 0)
        && !(upper.isPresent() && values.compare(row, upper.get(), 0) > 0);
  }

  /** How many of some sorted values are below all of the part. */
  int countBelow(ColumnVector sorted) {
    int low = 0;
    int high = lower.isPresent() ? sorted.length() : 0;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted.compare(middle, lower.orElseThrow(), 0) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
