package io.travertine.persist.simulation;

import io.travertine.persist.Changes;
import io.travertine.persist.Scan;
import io.travertine.persist.Snapshot;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.txn.CommitCheck;
import io.travertine.persist.txn.CommitOutcome;
import io.travertine.persist.txn.Conflict;
import io.travertine.persist.txn.DataShard;
import io.travertine.persist.txn.OthersChanges;
import io.travertine.persist.txn.Txn;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Works at a bank: makes transfers, checks the books of now and of the past. Used in turns. */
final class Teller {

  private final String name;
  private final BankProcess process;
  private final Bank bank;
  private final BankModel model;
  private final Dice dice;
  private final Trace trace;
  private final long opened;
  private int transfers;

  /**
   * @param opened when the bank was
   */
  Teller(
      String name,
      BankProcess process,
      Bank bank,
      BankModel model,
      Dice dice,
      Trace trace,
      long opened) {
    this.name = name;
    this.process = process;
    this.bank = bank;
    this.model = model;
    this.dice = dice;
    this.trace = trace;
    this.opened = opened;
  }

  /** Does one thing. */
  void act() {
    Thread.interrupted();
    try {
      int chance = dice.below(20);
      if (chance < 11) {
        transfer();
      } else if (chance < 14) {
        checkNow();
      } else if (chance < 17) {
        checkThen();
      } else if (chance < 19) {
        checkChanges();
      } else {
        tidyUp();
      }
    } catch (LeaseExpiredException e) {
      trace.step(name + ": lost its leases");
      process.reopen();
    } catch (DeadlineExceededException | IndeterminateException e) {
      trace.step(name + ": " + e.getMessage());
    } catch (CancelledException e) {
      if (process.isDead()) {
        throw e;
      }
      Violation.unless(Thread.interrupted(), () -> name + " was cancelled by nobody: " + e);
      trace.step(name + ": " + e.getMessage());
    } catch (IllegalStateException e) {
      // Another teller of this process has reopened its shards.
      if (e.getMessage() == null || !e.getMessage().contains("closed")) {
        throw e;
      }
      trace.step(name + ": " + e.getMessage());
    }
  }

  private Deadline soon() {
    return dice.oneIn(4)
        ? Deadline.after(Duration.ofMillis(dice.between(1, 3_000)), process.clock())
        : Deadline.none();
  }

  // ---- transfers

  private void transfer() {
    long before = model.lastAcknowledged();
    long read = process.txns().readTime();
    checkRecent(read, before);
    String from = dice.pick(Bank.ACCOUNTS);
    String to = dice.pick(Bank.ACCOUNTS);
    if (from.equals(to)) {
      return;
    }
    long readFrom = balance(from, read);
    long readTo = balance(to, read);
    String padding = dice.oneIn(5) ? "x".repeat(dice.between(200, 900)) : "";
    BankModel.Transfer transfer =
        new BankModel.Transfer(
            name + "-" + transfers++ + padding, from, to, dice.between(1, 9), readFrom, readTo);
    model.attempt(transfer);
    try (Txn txn = process.txns().begin(read)) {
      move(txn, from, readFrom, -transfer.amount());
      move(txn, to, readTo, transfer.amount());
      txn.write(process.shard(bank.journal()), Bank.updates(List.of(), List.of(transfer.row())));
      if (dice.oneIn(8)) {
        model.refuse(transfer.id());
        return; // rolled back
      }
      CommitOutcome outcome;
      long acknowledged = model.lastAcknowledged();
      try {
        outcome = process.txns().commit(txn, untouched(read, Set.of(from, to)), soon());
      } catch (DeadlineExceededException e) {
        if (String.valueOf(e.getMessage()).contains("nothing happened")) {
          model.refuse(transfer.id());
        }
        throw e;
      }
      if (outcome instanceof CommitOutcome.Committed committed) {
        trace.step(
            name
                + ": "
                + transfer.row().length()
                + " "
                + transfer.id().length()
                + " at "
                + committed.time());
        model.acknowledge(transfer.id(), committed.time(), acknowledged);
      } else {
        trace.step(name + ": " + outcome.getClass().getSimpleName());
        model.refuse(transfer.id());
      }
    }
  }

  private void move(Txn txn, String account, long balance, long amount) {
    txn.write(
        process.shard(bank.shardOf(account)),
        Bank.updates(
            List.of(Bank.row(account, balance)), List.of(Bank.row(account, balance + amount))));
  }

  private long balance(String account, long time) {
    String found = "";
    for (String row : contents(bank.shardOf(account), time).keySet()) {
      if (row.startsWith(account + "=")) {
        found = row;
      }
    }
    String row = found;
    Violation.unless(!row.isEmpty(), () -> name + " finds no account " + account + " at " + time);
    return Long.parseLong(row.substring(account.length() + 1));
  }

  /** Nobody has changed these accounts. */
  private CommitCheck untouched(long read, Set<String> accounts) {
    Set<ShardId> shards = new HashSet<>();
    accounts.forEach(account -> shards.add(bank.shardOf(account)));
    return new CommitCheck() {
      @Override
      public long readTime() {
        return read;
      }

      @Override
      public Set<ShardId> shards() {
        return shards;
      }

      @Override
      public Optional<Conflict> conflict(OthersChanges changes) {
        DataShard<String, Unit> shard = process.shard(changes.shardId());
        Updates updates = changes.updates(shard);
        for (Update<String, Unit> update : updates.toList(shard.keys(), shard.values())) {
          if (accounts.contains(update.key().substring(0, 1))) {
            return Optional.of(new Conflict(changes.shardId(), update.key()));
          }
        }
        return Optional.empty();
      }
    };
  }

  // ---- checks

  private void checkRecent(long read, long acknowledged) {
    Violation.unless(
        read >= acknowledged, () -> name + " reads at " + read + ", before " + acknowledged);
  }

  private Map<String, Long> contents(ShardId shard, long time) {
    try (Snapshot<String, Unit> snapshot =
        process.shard(shard).snapshot(time, Scan.everything(), Deadline.none())) {
      return Bank.sums(snapshot.fetch());
    }
  }

  private void checkAt(long time, String what) {
    Map<String, Long> accounts = new TreeMap<>();
    for (ShardId shard : bank.shards()) {
      accounts.putAll(contents(shard, time));
    }
    model.check(time, contents(bank.journal(), time), accounts, name + " (" + what + ")");
    trace.step(name + ": the books of " + what + " are right");
  }

  void checkNow() {
    long acknowledged = model.lastAcknowledged();
    long time = process.txns().readTime();
    checkRecent(time, acknowledged);
    checkAt(time, "now");
  }

  private void checkThen() {
    long now = process.txns().readTime();
    long time = dice.between(opened, now);
    checkAt(time, "then");
  }

  private void checkChanges() {
    long now = process.txns().readTime();
    long from = dice.between(opened, now);
    long to = dice.between(from, now);
    for (ShardId id : bank.all()) {
      Map<String, Long> expected = new TreeMap<>(contents(id, to));
      contents(id, from).forEach((row, count) -> expected.merge(row, -count, Long::sum));
      expected.values().removeIf(sum -> sum == 0);
      try (Changes<String, Unit> changes =
          process.shard(id).changes(from, to, Scan.everything(), Deadline.none())) {
        List<Update<String, Unit>> updates = changes.fetch();
        for (Update<String, Unit> update : updates) {
          Violation.unless(
              update.time() > from && update.time() <= to,
              () -> update + " is not between " + from + " and " + to);
        }
        Violation.unless(
            Bank.sums(updates).equals(expected),
            () -> name + " is told of changes " + Bank.sums(updates) + ", not " + expected);
      }
    }
  }

  /** The whole journal, by time. */
  TreeMap<Long, String> journal() {
    long now = process.txns().readTime();
    TreeMap<Long, String> journal = new TreeMap<>();
    try (Changes<String, Unit> changes =
        process
            .shard(bank.journal())
            .changes(opened - 1, now, Scan.everything(), Deadline.none())) {
      for (Update<String, Unit> update : changes.fetch()) {
        Violation.unless(update.diff() == 1, () -> "the journal has " + update);
        String before = journal.put(update.time(), update.key());
        Violation.unless(before == null, () -> "two transfers at " + update.time());
      }
    }
    return journal;
  }

  private void tidyUp() {
    switch (dice.below(3)) {
      case 0 -> process.txns().apply();
      case 1 -> process.txns().tidy();
      default -> process.txns().compactTo(process.txns().readTime());
    }
  }
}
