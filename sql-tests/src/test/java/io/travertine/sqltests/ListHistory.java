package io.travertine.sqltests;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What transactions did that append to lists and read them, and whether there is an order in which
 * they could have done it one after the other, in agreement with real time.
 *
 * <p>Every value is appended once, so that a list tells the order of its appends; from that follow,
 * for each list, who came before whom (as in Kingsbury and Alvaro, "Elle", VLDB 2020). An order
 * exists if these have no circle.
 */
final class ListHistory {

  /** A step of a transaction. */
  sealed interface Step {
    String list();
  }

  record Append(@Override String list, int value) implements Step {}

  /**
   * @param values what the list held, the transaction's own appends included
   */
  record Read(@Override String list, List<Integer> values) implements Step {
    Read {
      values = List.copyOf(values);
    }
  }

  /**
   * A transaction that was committed.
   *
   * @param began before its first step, on one clock for all
   * @param ended after its commit
   */
  record Committed(long began, long ended, List<Step> steps) {
    Committed {
      steps = List.copyOf(steps);
    }
  }

  private final List<Committed> transactions;
  private final Map<Integer, Integer> appenderOf = new HashMap<>();
  private final Map<String, List<Integer>> finals;
  private final List<List<Integer>> after = new ArrayList<>();

  /**
   * @param finals what the lists held at the end
   */
  ListHistory(List<Committed> transactions, Map<String, List<Integer>> finals) {
    this.transactions = List.copyOf(transactions);
    this.finals = new LinkedHashMap<>(finals);
    for (int i = 0; i < transactions.size(); i++) {
      after.add(new ArrayList<>());
      for (Step step : transactions.get(i).steps()) {
        if (step instanceof Append append) {
          appenderOf.put(append.value(), i);
        }
      }
    }
  }

  /** What is wrong with it; empty if it could have happened in some order. */
  Optional<String> anomaly() {
    Optional<String> wrong = appendsThatAreWrong();
    if (wrong.isEmpty()) {
      wrong = readsThatAreWrong();
    }
    if (wrong.isEmpty()) {
      orderByLists();
      orderByTime();
      wrong = circle();
    }
    return wrong;
  }

  private Optional<String> appendsThatAreWrong() {
    Map<Integer, Integer> seen = new HashMap<>();
    for (List<Integer> values : finals.values()) {
      for (int value : values) {
        if (!appenderOf.containsKey(value)) {
          return Optional.of(value + " is there and nobody committed it");
        }
        if (seen.merge(value, 1, Integer::sum) > 1) {
          return Optional.of(value + " is there twice");
        }
      }
    }
    return appenderOf.keySet().stream()
        .filter(value -> !seen.containsKey(value))
        .findFirst()
        .map(value -> value + " was committed and is lost");
  }

  /** Every read is a beginning of what the list became. */
  private Optional<String> readsThatAreWrong() {
    for (Committed transaction : transactions) {
      for (Step step : transaction.steps()) {
        if (step instanceof Read read) {
          List<Integer> last = finals.getOrDefault(read.list(), List.of());
          int length = read.values().size();
          if (length > last.size() || !last.subList(0, length).equals(read.values())) {
            return Optional.of(read + " is no beginning of " + last);
          }
        }
      }
    }
    return Optional.empty();
  }

  private void orderByLists() {
    for (List<Integer> values : finals.values()) {
      for (int i = 1; i < values.size(); i++) {
        before(appender(values.get(i - 1)), appender(values.get(i)));
      }
    }
    for (int reader = 0; reader < transactions.size(); reader++) {
      for (Step step : transactions.get(reader).steps()) {
        if (step instanceof Read read) {
          List<Integer> last = finals.getOrDefault(read.list(), List.of());
          int length = read.values().size();
          if (length > 0) {
            before(appender(last.get(length - 1)), reader);
          }
          if (length < last.size()) {
            before(reader, appender(last.get(length)));
          }
        }
      }
    }
  }

  private void orderByTime() {
    for (int i = 0; i < transactions.size(); i++) {
      for (int j = 0; j < transactions.size(); j++) {
        if (transactions.get(i).ended() < transactions.get(j).began()) {
          before(i, j);
        }
      }
    }
  }

  private int appender(int value) {
    return Objects.requireNonNull(appenderOf.get(value));
  }

  private void before(int first, int second) {
    if (first != second) {
      after.get(first).add(second);
    }
  }

  /** Takes away, again and again, who nobody comes before; a circle is what stays. */
  private Optional<String> circle() {
    int[] waits = new int[transactions.size()];
    after.forEach(successors -> successors.forEach(next -> waits[next]++));
    Deque<Integer> free = new ArrayDeque<>();
    for (int i = 0; i < waits.length; i++) {
      if (waits[i] == 0) {
        free.add(i);
      }
    }
    int ordered = 0;
    while (!free.isEmpty()) {
      ordered++;
      for (int next : after.get(free.remove())) {
        if (--waits[next] == 0) {
          free.add(next);
        }
      }
    }
    if (ordered == waits.length) {
      return Optional.empty();
    }
    List<Committed> stuck = new ArrayList<>();
    for (int i = 0; i < waits.length && stuck.size() < 10; i++) {
      if (waits[i] > 0) {
        stuck.add(transactions.get(i));
      }
    }
    return Optional.of("no order is possible, with a circle among or before " + stuck);
  }
}
