package io.travertine.torture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was found in a campaign so far. Thread-safe. */
final class Verdict {

  /** What there is to count. */
  enum Count {
    KILLS,
    OUTAGES,
    ACKNOWLEDGED,
    REFUSED,
    IN_DOUBT,
    /** In doubt, and found in the database. */
    HAPPENED,
    LOST,
    DOUBLED,
    /** Objects that the dead have left behind. */
    LEAKED,
    CHECKS
  }

  private static final int TOLD_MOST = 20;

  private final Map<Count, Long> counts = new EnumMap<>(Count.class);
  private final Map<String, Long> deaths = new TreeMap<>();
  private final Map<Work.Kind, Long> doubts = new EnumMap<>(Work.Kind.class);
  private final List<String> wrong = new ArrayList<>();
  private volatile long nanos;

  void add(Count count, long more) {
    synchronized (counts) {
      counts.merge(count, more, Long::sum);
    }
  }

  long of(Count count) {
    synchronized (counts) {
      return counts.getOrDefault(count, 0L);
    }
  }

  /**
   * Somebody was killed in the midst of this.
   *
   * @param kind of death, by {@link Death#kind}
   */
  void killed(String kind, Ledger ledger) {
    synchronized (counts) {
      counts.merge(Count.KILLS, 1L, Long::sum);
      deaths.merge(kind, 1L, Long::sum);
      for (Ledger.Entry entry : ledger.entries()) {
        if (entry.fate() == Ledger.Fate.IN_DOUBT) {
          doubts.merge(entry.work().kind(), 1L, Long::sum);
        }
      }
    }
  }

  /** How many were killed when, by {@link Death#kind}. */
  Map<String, Long> deaths() {
    synchronized (counts) {
      return Map.copyOf(deaths);
    }
  }

  /** How many works of each kind had no answer when their victim died. */
  Map<Work.Kind, Long> doubts() {
    synchronized (counts) {
      return Map.copyOf(doubts);
    }
  }

  /** Takes on what {@code other} found, but not what it counted that may be counted here. */
  void addFindings(Verdict other) {
    for (Count count : List.of(Count.LOST, Count.DOUBLED, Count.CHECKS)) {
      add(count, other.of(count));
    }
    synchronized (other.wrong) {
      other.wrong.forEach(this::wrong);
    }
  }

  /** Something acknowledged is not there. */
  void lost(String what) {
    add(Count.LOST, 1);
    wrong("lost: " + what);
  }

  /** Something is there more often than once. */
  void doubled(String what) {
    add(Count.DOUBLED, 1);
    wrong("doubled: " + what);
  }

  /** Something else must not be. */
  void wrong(String what) {
    synchronized (wrong) {
      wrong.add(what);
    }
  }

  /** All of it took so long. */
  void took(long longNanos) {
    nanos = longNanos;
  }

  double minutes() {
    return nanos / 6e10;
  }

  /** What is wrong, as much of it as anybody wants to read. */
  List<String> wrong() {
    synchronized (wrong) {
      if (wrong.size() <= TOLD_MOST) {
        return List.copyOf(wrong);
      }
      List<String> first = new ArrayList<>(wrong.subList(0, TOLD_MOST));
      first.add("and " + (wrong.size() - TOLD_MOST) + " more");
      return Collections.unmodifiableList(first);
    }
  }

  boolean isRight() {
    synchronized (wrong) {
      return wrong.isEmpty();
    }
  }
}
