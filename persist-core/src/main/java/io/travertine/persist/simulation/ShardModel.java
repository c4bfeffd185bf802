package io.travertine.persist.simulation;

import io.travertine.persist.data.Update;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one shard contains, by a model too simple to be wrong: all updates ever, in the order of
 * their times. Used in turns.
 */
abstract class ShardModel {

  /** What a row is in this simulation. */
  record Row(String key, long value) implements Comparable<Row> {
    @Override
    public int compareTo(Row other) {
      int byKey = key.compareTo(other.key);
      return byKey != 0 ? byKey : Long.compare(value, other.value);
    }
  }

  private final String name;
  private long upper;
  private long moves;
  private boolean closed;

  ShardModel(String name) {
    this.name = name;
  }

  /** For traces. */
  String name() {
    return name;
  }

  /** Where the shard ends, as committed; where it ended, if it is closed. */
  long upper() {
    return upper;
  }

  /** How often the upper has moved. */
  long moves() {
    return moves;
  }

  /** The shard's upper moved, in the moment it does. */
  void advanced(long from, long to) {
    Violation.unless(from == upper, () -> name + " moved from " + from + ", not from " + upper);
    upper = to;
    moves++;
  }

  /** Nothing will ever be appended any more. */
  void closes() {
    Violation.unless(!closed, () -> name + " was closed twice");
    closed = true;
    moves++;
  }

  /** Whether the upper is empty, as committed. */
  boolean isClosed() {
    return closed;
  }

  /** The updates with times in {@code [from, to)}, {@code to} not beyond the upper. */
  abstract List<Update<String, Long>> updates(long from, long to);

  /** How many copies of each row there are at {@code time}, which is before the upper. */
  Map<Row, Long> contents(long time) {
    return sums(updates(0, time + 1));
  }

  /** The copies of each row that {@code updates} leave. */
  static Map<Row, Long> sums(Iterable<Update<String, Long>> updates) {
    Map<Row, Long> sums = new TreeMap<>();
    for (Update<String, Long> update : updates) {
      sums.merge(new Row(update.key(), update.value()), update.diff(), Long::sum);
    }
    sums.values().removeIf(copies -> copies == 0);
    return sums;
  }
}
