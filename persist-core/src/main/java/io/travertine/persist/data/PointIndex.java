package io.travertine.persist.data;

/**
 * Where the rows of a batch are that have certain values. Made once for a batch, which it does not
 * keep, in time linear in it. Immutable.
 */
public sealed interface PointIndex {

  /** The index of {@code rows}, which has the columns that points are in. */
  static PointIndex of(ColumnBatch rows) {
    for (int row = 1; row < rows.length(); row++) {
      if (RowOrder.compare(rows, row - 1, rows, row) > 0) {
        return Hashed.of(rows);
      }
    }
    return new Sorted();
  }

  /**
   * The numbers of the rows that are at any of {@code points}, each once, in no particular order.
   *
   * @param rows those that the index was made of
   */
  int[] find(ColumnBatch rows, Points points);

  /** Roughly how many bytes of heap the index keeps alive. */
  long retainedBytes();

  /** The rows are sorted: nothing has to be kept to find them. */
  record Sorted() implements PointIndex {

    @Override
    public int[] find(ColumnBatch rows, Points points) {
      FoundRows found = new FoundRows();
      int from = 0;
      for (int point = 0; point < points.count() && from < rows.length(); point++) {
        from = seek(rows, from, points.rows(), point);
        while (from < rows.length() && RowOrder.compare(rows, from, points.rows(), point) == 0) {
          found.add(from++);
        }
      }
      return found.rows();
    }

    /** Looks near {@code from} first, because points are sorted, too. */
    private static int seek(ColumnBatch rows, int from, ColumnBatch points, int point) {
      int low = from;
      int step = 1;
      while (low + step < rows.length() && RowOrder.compare(rows, low + step, points, point) < 0) {
        low += step;
        step = Math.min(step << 1, rows.length());
      }
      int high = (int) Math.min(rows.length(), (long) low + step);
      return Points.lowerBound(rows, low, high, points, point);
    }

    @Override
    public long retainedBytes() {
      return 16;
    }
  }

  /**
   * The rows by the hash of their values: chains, so that many rows of one value cost no more to
   * build than as many different ones.
   *
   * @param heads for each bucket its last row and 1, or 0
   * @param previous for each row the row of its bucket before it and 1, or 0
   */
  record Hashed(int[] heads, int[] previous) implements PointIndex {

    private static Hashed of(ColumnBatch rows) {
      long[] hashes = RowHash.of(rows);
      int[] heads = new int[Integer.highestOneBit(Math.max(1, rows.length())) << 1];
      int[] previous = new int[rows.length()];
      for (int row = 0; row < hashes.length; row++) {
        int bucket = (int) hashes[row] & heads.length - 1;
        previous[row] = heads[bucket];
        heads[bucket] = row + 1;
      }
      return new Hashed(heads, previous);
    }

    @Override
    public int[] find(ColumnBatch rows, Points points) {
      FoundRows found = new FoundRows();
      long[] hashes = RowHash.of(points.rows());
      for (int point = 0; point < hashes.length; point++) {
        int next = heads[(int) hashes[point] & heads.length - 1];
        while (next != 0) {
          if (RowOrder.compare(rows, next - 1, points.rows(), point) == 0) {
            found.add(next - 1);
          }
          next = previous[next - 1];
        }
      }
      return found.rows();
    }

    @Override
    public long retainedBytes() {
      return 4L * heads.length + 4L * previous.length;
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
