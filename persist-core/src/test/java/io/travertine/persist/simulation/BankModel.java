package io.travertine.persist.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is known of the transfers of a bank: those that were acknowledged, those that surely were
 * not made, and those that nobody knows about. The bank keeps a journal of its own in a shard, in
 * the same transactions; so every read tells which transfers it has seen, and what they come to
 * must be what it has read.
 */
final class BankModel {

  static final long OPENING = 100;

  private final Map<String, Transfer> attempted = new HashMap<>();
  private final Map<String, Long> acknowledged = new HashMap<>();
  private final Set<String> refused = new HashSet<>();
  private long lastAcknowledged;

  /**
   * @param readFrom balance of {@code from} that the transfer has read
   * @param readTo balance of {@code to} that it has read
   */
  record Transfer(String id, String from, String to, long amount, long readFrom, long readTo) {

    String row() {
      return id + "|" + from + "|" + to + "|" + amount + "|" + readFrom + "|" + readTo;
    }

    static Transfer parse(String row) {
      List<String> cells = List.of(row.split("\\|", -1));
      return new Transfer(
          cells.get(0),
          cells.get(1),
          cells.get(2),
          Long.parseLong(cells.get(3)),
          Long.parseLong(cells.get(4)),
          Long.parseLong(cells.get(5)));
    }
  }

  void attempt(Transfer transfer) {
    attempted.put(transfer.id(), transfer);
  }

  /**
   * @param notBefore what had been acknowledged when it began
   */
  void acknowledge(String id, long time, long notBefore) {
    Violation.unless(
        time > notBefore, () -> id + " was committed at " + time + ", not after " + notBefore);
    Violation.unless(
        acknowledged.values().stream().noneMatch(other -> other == time),
        () -> "two transfers were committed at " + time);
    acknowledged.put(id, time);
    lastAcknowledged = Math.max(lastAcknowledged, time);
  }

  void refuse(String id) {
    refused.add(id);
  }

  /** The time of the last transfer that somebody knows to be committed. */
  long lastAcknowledged() {
    return lastAcknowledged;
  }

  int committed() {
    return acknowledged.size();
  }

  /** Checks what was read at {@code time}: rows with how often they are there. */
  void check(long time, Map<String, Long> journal, Map<String, Long> accounts, String who) {
    Set<String> seen = new HashSet<>();
    Map<String, Long> balances = new TreeMap<>();
    for (Map.Entry<String, Long> row : journal.entrySet()) {
      Transfer transfer = Transfer.parse(row.getKey());
      String id = transfer.id();
      Violation.unless(row.getValue() == 1, () -> who + " sees " + id + " " + row.getValue() + "x");
      Violation.unless(
          transfer.equals(attempted.get(id)), () -> who + " sees " + transfer + ", never made");
      Violation.unless(!refused.contains(id), () -> who + " sees " + id + ", which was refused");
      Violation.unless(
          !acknowledged.containsKey(id) || acknowledged.get(id) <= time,
          () -> who + " sees " + id + " of " + acknowledged.get(id) + " at " + time);
      seen.add(id);
      balances.merge(transfer.from(), -transfer.amount(), Long::sum);
      balances.merge(transfer.to(), transfer.amount(), Long::sum);
    }
    acknowledged.forEach(
        (id, committed) ->
            Violation.unless(
                committed > time || seen.contains(id),
                () -> who + " misses " + id + " of " + committed + " at " + time));
    Map<String, Long> expected = new TreeMap<>();
    for (String account : Bank.ACCOUNTS) {
      expected.put(account + "=" + (OPENING + balances.getOrDefault(account, 0L)), 1L);
    }
    Violation.unless(
        expected.equals(accounts),
        () -> who + " reads at " + time + " " + accounts + ", not " + expected);
  }

  /** Checks that the transfers, in the order of their times, read what those before had left. */
  void checkSerial(TreeMap<Long, String> journal) {
    Map<String, Long> balances = new HashMap<>();
    Bank.ACCOUNTS.forEach(account -> balances.put(account, OPENING));
    List<String> ids = new ArrayList<>();
    journal.forEach(
        (time, row) -> {
          Transfer transfer = Transfer.parse(row);
          ids.add(transfer.id());
          Violation.unless(
              acknowledged.getOrDefault(transfer.id(), time).equals(time),
              () -> transfer.id() + " is at " + time + ", told " + acknowledged);
          Violation.unless(
              balances.getOrDefault(transfer.from(), -1L) == transfer.readFrom()
                  && balances.getOrDefault(transfer.to(), -1L) == transfer.readTo(),
              () -> transfer + " at " + time + " did not read " + balances);
          balances.merge(transfer.from(), -transfer.amount(), Long::sum);
          balances.merge(transfer.to(), transfer.amount(), Long::sum);
        });
    Violation.unless(
        ids.containsAll(acknowledged.keySet()), () -> "transfers are missing: " + acknowledged);
  }
}
