package io.travertine.sqltests.history;

import io.travertine.sqltests.history.Transaction.Fate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The values of one list in the order in which they were appended: what is the longest that anybody
 * found there.
 */
final class ListOrder {

  private final int list;
  private final Map<Footprint, List<Integer>> reads = new LinkedHashMap<>();
  private final Set<Footprint> appenders = new LinkedHashSet<>();
  private final Map<Integer, Integer> positions = new HashMap<>();
  private List<Integer> longest = List.of();
  private String longestReader = "nobody";

  ListOrder(int list) {
    this.list = list;
  }

  int list() {
    return list;
  }

  /** In the order in which they were appended. */
  List<Integer> values() {
    return longest;
  }

  /** Who has found how many of {@link #values}; without those who have found something else. */
  Map<Footprint, Integer> lengths() {
    Map<Footprint, Integer> lengths = new LinkedHashMap<>();
    reads.forEach(
        (reader, values) -> {
          if (isBeginning(values)) {
            lengths.put(reader, values.size());
          }
        });
    return lengths;
  }

  void seenBy(Footprint reader, List<Integer> values) {
    reads.put(reader, values);
    if (values.size() > longest.size()) {
      longest = values;
      longestReader = reader.name();
    }
  }

  void appendedBy(Footprint appender) {
    appenders.add(appender);
  }

  /** Those who have appended to it, or tried. */
  Set<Footprint> appenders() {
    return appenders;
  }

  boolean contains(int value) {
    return positions.containsKey(value);
  }

  private boolean isBeginning(List<Integer> values) {
    return longest.subList(0, values.size()).equals(values);
  }

  /** Says what is wrong with single reads; {@link #contains} can be asked afterwards. */
  void checkReads(Map<Integer, Footprint> owners, Consumer<Anomaly> told) {
    for (int i = 0; i < longest.size(); i++) {
      if (positions.put(longest.get(i), i) != null) {
        tell(told, Anomaly.DUPLICATE, longest.get(i) + " is there twice for " + longestReader);
      }
    }
    Set<Integer> accused = new HashSet<>();
    reads.forEach(
        (reader, values) -> {
          if (!isBeginning(values)) {
            tell(
                told,
                Anomaly.INCOMPATIBLE,
                "%s found %s and %s found %s: neither is a beginning of the other"
                    .formatted(reader.name(), values, longestReader, longest));
          }
          for (int value : values) {
            Footprint appender = owners.get(value);
            if (appender == null || !appender.appended().containsKey(list)) {
              if (accused.add(value)) {
                tell(told, Anomaly.GARBAGE, reader.name() + " found " + value + ", by nobody");
              }
            } else if (appender.fate() == Fate.REFUSED && accused.add(value)) {
              tell(
                  told,
                  Anomaly.ABORTED,
                  "%s found %s, though %s was refused"
                      .formatted(reader.name(), value, appender.transaction()));
            }
          }
          if (!values.isEmpty()) {
            checkLast(reader, values.get(values.size() - 1), owners, told);
          }
        });
  }

  private void checkLast(
      Footprint reader, int last, Map<Integer, Footprint> owners, Consumer<Anomaly> told) {
    Footprint appender = owners.get(last);
    if (appender != null
        && appender.appended().containsKey(list)
        && !appender.endsWith(list, last)) {
      tell(
          told,
          Anomaly.INTERMEDIATE,
          "%s found it end with %s, after which %s appended more"
              .formatted(reader.name(), last, appender.transaction()));
    }
  }

  /** Says what has become of appends that it should not have. */
  void checkAppends(
      Map<Integer, Footprint> owners, Set<Footprint> happened, Consumer<Anomaly> told) {
    for (int i = 1; i < longest.size(); i++) {
      Footprint below = owners.get(longest.get(i - 1));
      Footprint above = owners.get(longest.get(i));
      if (below != null
          && above != null
          && below.fate() == Fate.REFUSED
          && above.fate() != Fate.REFUSED) {
        tell(
            told,
            Anomaly.DIRTY_UPDATE,
            "%s appended %s after %s of %s, which was refused"
                .formatted(above.name(), longest.get(i), longest.get(i - 1), below.name()));
      }
    }
    for (Footprint appender : appenders) {
      checkSequence(appender, told);
      for (int value : happened.contains(appender) ? unseen(appender) : List.<Integer>of()) {
        reads.keySet().stream()
            .filter(reader -> reader.transaction().began() > appender.transaction().ended())
            .findFirst()
            .ifPresent(
                reader ->
                    tell(
                        told,
                        Anomaly.LOST,
                        "nobody found %s, not even %s, which began after it was committed: %s"
                            .formatted(value, reader.name(), appender.transaction())));
      }
    }
  }

  private void checkSequence(Footprint appender, Consumer<Anomaly> told) {
    int before = -1;
    for (int value : appender.appended().getOrDefault(list, List.of())) {
      int position = positions.getOrDefault(value, longest.size());
      if (position < before) {
        tell(
            told,
            Anomaly.INCOMPATIBLE,
            "%s found %s: %s".formatted(longestReader, longest, appender.transaction()));
      }
      before = position;
    }
  }

  /**
   * Transactions that have found all that anybody has found, and have appended to it: what they
   * appended comes next.
   */
  Set<Footprint> next() {
    Set<Footprint> next = new LinkedHashSet<>(appenders);
    next.removeIf(appender -> !longest.equals(reads.get(appender)));
    return next;
  }

  /** What a transaction has appended and nobody has found: it comes after all that was. */
  List<Integer> unseen(Footprint appender) {
    List<Integer> unseen = new ArrayList<>(appender.appended().getOrDefault(list, List.of()));
    unseen.removeIf(positions::containsKey);
    return unseen;
  }

  private void tell(Consumer<Anomaly> told, String kind, String story) {
    told.accept(new Anomaly(kind, "list " + list + ": " + story));
  }
}
