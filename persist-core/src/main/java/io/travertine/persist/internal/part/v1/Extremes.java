package io.travertine.persist.internal.part.v1;

import io.travertine.persist.data.BytesVector;
import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.IntVector;
import io.travertine.persist.data.LongVector;
import java.util.List;
import java.util.Optional;

/**
 * Where the least and the greatest value of a column stand, nulls aside.
 *
 * @param least a row
 * @param greatest a row
 */
public record Extremes(int least, int greatest) {

  /** The extremes of each column of a batch. */
  public static List<Optional<Extremes>> ofEach(ColumnBatch batch) {
    return batch.columns().stream().map(Extremes::of).toList();
  }

  /** The extremes of a column, unless every row is null. */
  public static Optional<Extremes> of(ColumnVector vector) {
    int first = 0;
    while (first < vector.length() && vector.isNull(first)) {
      first++;
    }
    if (first == vector.length()) {
      return Optional.empty();
    }
    if (vector instanceof LongVector longs && !vector.nulls().any()) {
      return Optional.of(ofLongs(longs));
    }
    if (vector instanceof IntVector ints && !vector.nulls().any()) {
      return Optional.of(ofInts(ints));
    }
    if (vector instanceof BytesVector bytes) {
      return Optional.of(bytes.isCoded() ? ofCoded(bytes, first) : ofPlain(bytes, first));
    }
    int least = first;
    int greatest = first;
    for (int row = first + 1; row < vector.length(); row++) {
      if (vector.isNull(row)) {
        continue;
      }
      if (vector.compare(row, vector, least) < 0) {
        least = row;
      } else if (vector.compare(row, vector, greatest) > 0) {
        greatest = row;
      }
    }
    return Optional.of(new Extremes(least, greatest));
  }

  /** The same rows by their numbers in the column that {@code rows} were taken out of. */
  Extremes of(int[] rows) {
    return new Extremes(rows[least], rows[greatest]);
  }

  /** The extremes of some rows, none of them null, of which there is at least one. */
  static Extremes among(ColumnVector vector, int[] rows) {
    int least = rows[0];
    int greatest = rows[0];
    for (int row : rows) {
      if (vector.compare(row, vector, least) < 0) {
        least = row;
      } else if (vector.compare(row, vector, greatest) > 0) {
        greatest = row;
      }
    }
    return new Extremes(least, greatest);
  }

  private static Extremes ofLongs(LongVector vector) {
    long[] values = vector.values();
    int least = 0;
    int greatest = 0;
    for (int row = 1; row < vector.length(); row++) {
      if (values[row] < values[least]) {
        least = row;
      } else if (values[row] > values[greatest]) {
        greatest = row;
      }
    }
    return new Extremes(least, greatest);
  }

  private static Extremes ofInts(IntVector vector) {
    int[] values = vector.values();
    int least = 0;
    int greatest = 0;
    for (int row = 1; row < vector.length(); row++) {
      if (values[row] < values[least]) {
        least = row;
      } else if (values[row] > values[greatest]) {
        greatest = row;
      }
    }
    return new Extremes(least, greatest);
  }

  /** Compares whole values only where their beginnings are alike. */
  private static Extremes ofPlain(BytesVector vector, int first) {
    boolean nulls = vector.nulls().any();
    int least = first;
    int greatest = first;
    long low = vector.orderPrefix(first);
    long high = low;
    for (int row = first + 1; row < vector.length(); row++) {
      if (nulls && vector.isNull(row)) {
        continue;
      }
      long prefix = vector.orderPrefix(row);
      if (prefix <= low && (prefix < low || vector.compare(row, vector, least) < 0)) {
        least = row;
        low = prefix;
      } else if (prefix >= high && (prefix > high || vector.compare(row, vector, greatest) > 0)) {
        greatest = row;
        high = prefix;
      }
    }
    return new Extremes(least, greatest);
  }

  /** Looks at each entry of the dictionary once. */
  private static Extremes ofCoded(BytesVector vector, int first) {
    boolean[] seen = new boolean[vector.entries()];
    int least = first;
    int greatest = first;
    for (int row = first; row < vector.length(); row++) {
      int entry = vector.codes()[row];
      if (seen[entry] || vector.isNull(row)) {
        continue;
      }
      seen[entry] = true;
      if (vector.compare(row, vector, least) < 0) {
        least = row;
      } else if (vector.compare(row, vector, greatest) > 0) {
        greatest = row;
      }
    }
    return new Extremes(least, greatest);
  }
}
