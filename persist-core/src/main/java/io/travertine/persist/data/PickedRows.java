package io.travertine.persist.data;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Rows picked out of some batches, on their way into a builder: columns are then copied one after
 * the other, many rows of each at once. Not thread-safe.
 */
final class PickedRows {

  private static final int ROWS = 1_024;
  private static final int SOURCES = 8;

  private Updates[] sources = new Updates[0];
  private int sourceCount;
  private int last;
  private int[] sourceOf = new int[0];
  private int[] rows = new int[0];
  private int count;

  int count() {
    return count;
  }

  /** Whether another row of {@code source} finds room. */
  boolean hasRoomFor(Updates source) {
    return count < ROWS && (sourceCount < SOURCES || indexOf(source) < sourceCount);
  }

  /** Picks a row; there is room. */
  void add(Updates source, int row) {
    if (rows.length == 0) {
      sources = new Updates[SOURCES];
      sourceOf = new int[ROWS];
      rows = new int[ROWS];
    }
    last = indexOf(source);
    if (last == sourceCount) {
      sources[sourceCount++] = source;
    }
    sourceOf[count] = last;
    rows[count++] = row;
  }

  /** Where {@code source} is among the sources, or would be. */
  private int indexOf(Updates source) {
    if (last < sourceCount && sources[last] == source) {
      return last;
    }
    int index = 0;
    while (index < sourceCount && sources[index] != source) {
      index++;
    }
    return index;
  }

  /** The batches that rows were picked of. */
  List<ColumnBatch> batches(Function<Updates, ColumnBatch> part) {
    return Arrays.stream(sources, 0, sourceCount).map(part).toList();
  }

  /** For each row, which batch it is of. */
  int[] sourceOf() {
    return sourceOf;
  }

  /** For each row, its number in its batch. */
  int[] rows() {
    return rows;
  }

  void clear() {
    Arrays.fill(sources, null);
    sourceCount = 0;
    last = 0;
    count = 0;
  }
}
