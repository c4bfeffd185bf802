package io.travertine.sqltests.history;

import io.travertine.sqltests.history.Transaction.Fate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Transactions that append values to lists and read them, and whether they are as isolated as
 * promised (after Kingsbury and Alvaro, "Elle: Inferring Isolation Anomalies from Experimental
 * Observations", VLDB 2020).
 *
 * <p>Every value is appended once, so that what is read of a list tells who appended to it in which
 * order, and who had not yet when it was read. From that follow the {@link Dependencies} between
 * transactions, and a circle of those is an anomaly. Some anomalies show without.
 *
 * <p>A transaction whose fate is unknown has happened if somebody has read what it appended. Those
 * that were refused, or did not happen so far as one can see, have read nevertheless: what they
 * found has to fit in like that of a transaction that only reads.
 */
public final class ListHistory {

  private final List<Anomaly> obvious = new ArrayList<>();
  private final List<Footprint> footprints = new ArrayList<>();
  private final Map<Integer, Footprint> appenders = new HashMap<>();
  private final Map<Integer, ListOrder> orders = new TreeMap<>();
  private final Set<Footprint> happened = new HashSet<>();

  public ListHistory(Collection<Transaction> transactions) {
    for (Transaction transaction : transactions) {
      Footprint footprint = Footprint.of(transaction, obvious::add);
      footprints.add(footprint);
      footprint
          .appended()
          .forEach((list, values) -> values.forEach(value -> own(footprint, value)));
    }
    for (Footprint reader : footprints) {
      reader.found().forEach((list, values) -> see(reader, list, values));
      reader.appended().keySet().forEach(list -> order(list).appendedBy(reader));
    }
    orders.values().forEach(order -> order.checkReads(appenders, obvious::add));
    decideWhatHappened();
    for (ListOrder order : orders.values()) {
      order.checkAppends(appenders, happened, obvious::add);
    }
  }

  private void own(Footprint footprint, int value) {
    Footprint other = appenders.put(value, footprint);
    if (other != null) {
      throw new IllegalArgumentException(
          value + " is appended by " + other.name() + " and by " + footprint.name());
    }
  }

  private ListOrder order(int list) {
    return orders.computeIfAbsent(list, ListOrder::new);
  }

  private void see(Footprint reader, int list, List<Integer> values) {
    order(list).seenBy(reader, values);
  }

  private void decideWhatHappened() {
    for (Footprint footprint : footprints) {
      boolean seen =
          footprint.appended().entrySet().stream()
              .anyMatch(list -> list.getValue().stream().anyMatch(order(list.getKey())::contains));
      if (seen || footprint.fate() == Fate.COMMITTED) {
        happened.add(footprint);
      }
    }
  }

  /** How many transactions of unknown fate have happened. */
  public long unknownsThatHappened() {
    return happened.stream().filter(footprint -> footprint.fate() == Fate.UNKNOWN).count();
  }

  /** What must not have happened at {@code level}; empty if all is well. */
  public List<Anomaly> anomalies(Level level) {
    List<Anomaly> all = new ArrayList<>(obvious);
    all.addAll(new Dependencies(level, footprints, happened, appenders, orders.values()).circles());
    return all;
  }

  /** All anomalies in words, or nothing if there are none. */
  public Optional<String> accusation(Level level) {
    List<Anomaly> anomalies = anomalies(level);
    if (anomalies.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder told = new StringBuilder(anomalies.size() + " anomalies at " + level);
    anomalies.stream().limit(10).forEach(anomaly -> told.append("\n").append(anomaly));
    return Optional.of(told.toString());
  }
}
