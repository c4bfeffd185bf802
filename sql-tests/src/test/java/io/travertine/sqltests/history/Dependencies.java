package io.travertine.sqltests.history;

import io.travertine.sqltests.history.Dependency.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who came before whom. A moment is a number; at SERIALIZABLE a transaction is one moment, at
 * REPEATABLE_READ two, that of its reads and that of its writes:
 *
 * <ul>
 *   <li>who appends after somebody, or reads what somebody has appended, reads after that one's
 *       writes;
 *   <li>who does not see what somebody has appended reads before that one's writes;
 *   <li>who begins after somebody has ended, in the same session or in any, reads after that one's
 *       writes.
 * </ul>
 *
 * <p>No moment comes before itself iff the history is strictly serializable, or strongly snapshot
 * isolated: the order is what the circles leave.
 */
final class Dependencies {

  private static final List<Integer> NONE = List.of();

  /** Nobody appends it. */
  private static final int NOTHING = Integer.MIN_VALUE;

  private final Level level;
  private final List<Footprint> footprints;
  private final Set<Footprint> happened;
  private final Map<Integer, Footprint> owners;
  private final Map<Footprint, Integer> numbers = new HashMap<>();
  private final Moments moments;

  Dependencies(
      Level level,
      List<Footprint> footprints,
      Set<Footprint> happened,
      Map<Integer, Footprint> owners,
      Collection<ListOrder> orders) {
    this.level = level;
    this.footprints = footprints;
    this.happened = happened;
    this.owners = owners;
    this.moments = new Moments(3 * footprints.size());
    for (Footprint footprint : footprints) {
      numbers.put(footprint, numbers.size());
    }
    for (Footprint footprint : footprints) {
      if (level == Level.REPEATABLE_READ) {
        moments.add(
            new Dependency(
                reads(footprint), writes(footprint), Kind.WITHIN, footprint, footprint, ""));
      }
    }
    orders.forEach(this::byList);
    bySession();
    byTime();
  }

  private int reads(Footprint footprint) {
    return 2 * number(footprint);
  }

  private int writes(Footprint footprint) {
    return 2 * number(footprint) + (level == Level.REPEATABLE_READ ? 1 : 0);
  }

  private int number(Footprint footprint) {
    return numbers.getOrDefault(footprint, -1);
  }

  /** Moments of the clock, after those of the transactions. */
  private int instant(int index) {
    return 2 * footprints.size() + index;
  }

  private void add(Kind kind, Footprint first, Footprint second, String how) {
    if (first != second) {
      moments.add(
          new Dependency(
              kind == Kind.NOT_SEEN ? reads(first) : writes(first),
              kind == Kind.NOT_SEEN ? writes(second) : reads(second),
              kind,
              first,
              second,
              how));
    }
  }

  // ---- by what lists hold

  private void byList(ListOrder order) {
    List<Integer> values = order.values();
    String list = "list " + order.list();
    for (int i = 1; i < values.size(); i++) {
      appendedAfter(values.get(i - 1), values.get(i), list);
    }
    List<Integer> last = new ArrayList<>();
    int previous = values.isEmpty() ? NOTHING : values.get(values.size() - 1);
    for (Footprint appender : order.next()) {
      for (int value : unseen(order, appender)) {
        appendedAfter(previous, value, list);
        previous = value;
        last.add(value);
      }
    }
    for (Footprint appender : order.appenders()) {
      for (int value : order.next().contains(appender) ? NONE : unseen(order, appender)) {
        appendedAfter(previous, value, list);
        last.add(value);
      }
    }
    order
        .lengths()
        .forEach(
            (reader, length) -> {
              if (length > 0) {
                Footprint seen = owners.get(values.get(length - 1));
                if (seen != null) {
                  add(
                      Kind.SEEN,
                      seen,
                      reader,
                      told(reader, "found " + values.get(length - 1), seen, list));
                }
              }
              for (int value : length < values.size() ? values.subList(length, length + 1) : last) {
                Footprint next = owners.get(value);
                if (next != null) {
                  add(
                      Kind.NOT_SEEN,
                      reader,
                      next,
                      told(reader, "did not find " + value, next, list));
                }
              }
            });
  }

  private List<Integer> unseen(ListOrder order, Footprint appender) {
    return happened.contains(appender) ? order.unseen(appender) : NONE;
  }

  private void appendedAfter(int below, int above, String list) {
    Footprint first = owners.get(below);
    Footprint second = owners.get(above);
    if (first != null && second != null) {
      String how = told(second, "appended " + above + " after " + below, first, list);
      add(Kind.WRITTEN_AFTER, first, second, how);
    }
  }

  private static String told(Footprint who, String did, Footprint whose, String list) {
    return who.name() + " " + did + " of " + whose.name() + " in " + list;
  }

  // ---- by when it was

  private boolean hasEnded(Footprint footprint) {
    return footprint.transaction().ended() < Long.MAX_VALUE;
  }

  private void bySession() {
    Map<String, Footprint> latest = new HashMap<>();
    footprints.stream()
        .sorted(Comparator.comparingLong(footprint -> footprint.transaction().began()))
        .forEach(
            next -> {
              Footprint previous = latest.put(next.transaction().session(), next);
              if (previous != null && hasEnded(previous)) {
                add(Kind.SESSION, previous, next, next.name() + " came next in that session");
              }
            });
  }

  /** From each end to the next, and from there to who began then: few enough to write down. */
  private void byTime() {
    List<Footprint> ended =
        footprints.stream()
            .filter(this::hasEnded)
            .sorted(Comparator.comparingLong(footprint -> footprint.transaction().ended()))
            .toList();
    List<Footprint> began =
        footprints.stream()
            .sorted(Comparator.comparingLong(footprint -> footprint.transaction().began()))
            .toList();
    for (int i = 0; i < ended.size(); i++) {
      Footprint footprint = ended.get(i);
      moments.add(
          new Dependency(
              writes(footprint), instant(i), Kind.ENDED, footprint, footprint, "had ended"));
      if (i > 0) {
        Footprint previous = ended.get(i - 1);
        moments.add(
            new Dependency(instant(i - 1), instant(i), Kind.CLOCK, previous, footprint, ""));
      }
    }
    int over = 0;
    for (Footprint footprint : began) {
      while (over < ended.size()
          && ended.get(over).transaction().ended() < footprint.transaction().began()) {
        over++;
      }
      if (over > 0) {
        moments.add(
            new Dependency(
                instant(over - 1), reads(footprint), Kind.BEGAN, footprint, footprint, "began"));
      }
    }
  }

  // ---- circles

  /** One for each knot, the simplest kind there is. */
  List<Anomaly> circles() {
    EnumSet<Kind> kinds = EnumSet.of(Kind.WITHIN);
    for (EnumSet<Kind> more :
        List.of(
            EnumSet.of(Kind.WRITTEN_AFTER),
            EnumSet.of(Kind.SEEN),
            EnumSet.of(Kind.NOT_SEEN),
            EnumSet.of(Kind.SESSION),
            EnumSet.of(Kind.ENDED, Kind.CLOCK, Kind.BEGAN))) {
      kinds.addAll(more);
      List<List<Dependency>> circles = moments.circles(kinds);
      if (!circles.isEmpty()) {
        return circles.stream().map(circle -> Circle.of(circle, level)).toList();
      }
    }
    return List.of();
  }
}
