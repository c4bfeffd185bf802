package io.travertine.calcite.exec;

import io.travertine.persist.data.Points;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.linq4j.function.Function1;
import org.jspecify.annotations.Nullable;

/**
 * The keys that one input of a join asks for, in one execution: its first rows are read ahead, and
 * if these are all it has, so are its keys all that are asked for. Each time both inputs are begun
 * anew, so is this. Not thread-safe.
 */
final class AskedKeys<T> {

  /** Of more rows than these the other input is read as a whole. */
  private static final int ROWS_MAX = 10_000;

  private final KeyGate gate;
  private final Enumerable<T> source;
  private final Function1<T, @Nullable Object> keyOf;

  private List<T> first = List.of();

  /** What follows the first rows; null while nothing was read ahead, or once it is handed out. */
  private @Nullable Enumerator<T> rest;

  private Optional<Points> points = Optional.empty();
  private boolean isHeard;
  private boolean isHandedOut;

  AskedKeys(KeyGate gate, Enumerable<T> source, Function1<T, @Nullable Object> keyOf) {
    this.gate = gate;
    this.source = source;
    this.keyOf = keyOf;
  }

  /** The keys, if they are few. */
  Optional<Points> points() {
    return points;
  }

  /** The other input begins. */
  void hear() {
    if (rest == null && !isHandedOut || isHeard) {
      readAhead();
    }
    isHeard = true;
  }

  /** This input begins. */
  Enumerator<T> rows() {
    if (rest == null) {
      readAhead();
    }
    Enumerator<T> following = Objects.requireNonNull(rest);
    List<T> rows = first;
    rest = null;
    first = List.of();
    isHandedOut = true;
    return new Chained<>(Linq4j.enumerator(rows), following);
  }

  private void readAhead() {
    close();
    isHeard = false;
    isHandedOut = false;
    Enumerator<T> rows = source.enumerator();
    rest = rows;
    first = new ArrayList<>();
    while (first.size() < ROWS_MAX && rows.moveNext()) {
      first.add(rows.current());
    }
    points = first.size() < ROWS_MAX ? Optional.of(keys()) : Optional.empty();
  }

  private Points keys() {
    int width = gate.key().positions().size();
    List<@Nullable Object[]> keys = new ArrayList<>();
    for (T row : first) {
      List<@Nullable Object> values = KeyGate.values(keyOf.apply(row), width);
      @Nullable Object[] key = new @Nullable Object[width];
      for (int i = 0; i < width; i++) {
        key[i] = gate.stored(values.get(i), i).orElse(null); // equal to nothing, as NULL is
      }
      keys.add(key);
    }
    return Points.of(gate.key().batchOf(keys));
  }

  /** Lets go of what was read ahead and nobody wanted. */
  void close() {
    if (rest != null) {
      rest.close();
      rest = null;
    }
  }

  /** Some rows and then others. */
  private static final class Chained<T> implements Enumerator<T> {
    private final Enumerator<T> first;
    private final Enumerator<T> second;
    private boolean isInFirst = true;

    Chained(Enumerator<T> first, Enumerator<T> second) {
      this.first = first;
      this.second = second;
    }

    @Override
    public T current() {
      return isInFirst ? first.current() : second.current();
    }

    @Override
    public boolean moveNext() {
      isInFirst = isInFirst && first.moveNext();
      return isInFirst || second.moveNext();
    }

    @Override
    public void reset() {
      throw new UnsupportedOperationException("rows that were read ahead come once");
    }

    @Override
    public void close() {
      second.close();
    }
  }
}
