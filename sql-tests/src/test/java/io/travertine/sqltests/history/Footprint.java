package io.travertine.sqltests.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a transaction found of others, and what it left behind, by list.
 *
 * @param found what the lists held before its own appends
 * @param appended in order
 */
record Footprint(
    Transaction transaction,
    Map<Integer, List<Integer>> found,
    Map<Integer, List<Integer>> appended) {

  /** Of {@code transaction}, by those of its reads that do not contradict it. */
  static Footprint of(Transaction transaction, Consumer<Anomaly> contradictions) {
    Map<Integer, List<Integer>> found = new LinkedHashMap<>();
    Map<Integer, List<Integer>> appended = new LinkedHashMap<>();
    for (Step step : transaction.steps()) {
      if (step instanceof Step.Append append) {
        appended.computeIfAbsent(append.list(), absent -> new ArrayList<>()).add(append.value());
        continue;
      }
      List<Integer> values = ((Step.Read) step).values();
      List<Integer> own = appended.getOrDefault(step.list(), List.of());
      int others = values.size() - own.size();
      if (others < 0 || !values.subList(others, values.size()).equals(own)) {
        contradictions.accept(
            new Anomaly(
                Anomaly.INTERNAL,
                "%s, after it had appended %s itself: %s".formatted(step, own, transaction)));
        continue;
      }
      List<Integer> base = values.subList(0, others);
      List<Integer> before = found.putIfAbsent(step.list(), base);
      if (before != null && !before.equals(base)) {
        contradictions.accept(
            new Anomaly(
                Anomaly.INTERNAL,
                "%s, after others had left it as %s: %s".formatted(step, before, transaction)));
      }
    }
    return new Footprint(transaction, found, appended);
  }

  Transaction.Fate fate() {
    return transaction.fate();
  }

  String name() {
    return transaction.name();
  }

  /** The value that others may see last of what it appended to {@code list}. */
  boolean endsWith(int list, int value) {
    List<Integer> values = appended.getOrDefault(list, List.of());
    return !values.isEmpty() && values.get(values.size() - 1) == value;
  }
}
