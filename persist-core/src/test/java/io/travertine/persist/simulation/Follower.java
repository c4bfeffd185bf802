package io.travertine.persist.simulation;

import io.travertine.persist.ListenEvent;
import io.travertine.persist.Scan;
import io.travertine.persist.Snapshot;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.txn.DataShard;
import io.travertine.persist.txn.TxnSubscription;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Follows a shard of the bank by subscriptions: whatever it was told must add up to what is there,
 * at every progress. Used in turns.
 */
final class Follower {

  private final String name;
  private final BankProcess process;
  private final ShardId shard;
  private final Dice dice;
  private final Trace trace;
  private long compared;

  Follower(String name, BankProcess process, ShardId shard, Dice dice, Trace trace) {
    this.name = name;
    this.process = process;
    this.shard = shard;
    this.dice = dice;
    this.trace = trace;
  }

  /** How often what it was told was what is there. */
  long compared() {
    return compared;
  }

  /** Follows for a while. */
  void act() {
    Thread.interrupted();
    try {
      follow(process.shard(shard), dice.between(3, 40));
    } catch (LeaseExpiredException | HistoryLostException e) {
      trace.step(name + ": lost what it follows");
    } catch (DeadlineExceededException | IndeterminateException e) {
      trace.step(name + ": " + e.getMessage());
    } catch (CancelledException e) {
      if (process.isDead()) {
        throw e;
      }
      trace.step(name + ": " + e.getMessage());
    } catch (IllegalStateException e) {
      // A teller of this process has reopened its shards.
      if (e.getMessage() == null || !e.getMessage().contains("closed")) {
        throw e;
      }
      trace.step(name + ": " + e.getMessage());
    }
  }

  private void follow(DataShard<String, Unit> open, int events) {
    long asOf = process.txns().readTime();
    Map<String, Long> told = new TreeMap<>();
    try (TxnSubscription<String, Unit> subscription = open.subscribe(asOf)) {
      long before = asOf;
      for (int event = 0; event < events; event++) {
        ListenEvent<String, Unit> next;
        try {
          next = subscription.next(Deadline.after(Duration.ofSeconds(2), process.clock()));
        } catch (DeadlineExceededException e) {
          continue; // nothing is missed
        }
        if (next instanceof ListenEvent.Changes<String, Unit> changes) {
          add(changes, before, told);
        } else if (next instanceof ListenEvent.Progress<String, Unit> progress) {
          before = progress.frontier().only();
          compare(open, before - 1, told);
        }
      }
    }
  }

  private void add(ListenEvent.Changes<String, Unit> changes, long before, Map<String, Long> told) {
    for (Update<String, Unit> update : changes.updates()) {
      Violation.unless(
          update.time() >= before, () -> name + " is told late of " + update + " before " + before);
      told.merge(update.key(), update.diff(), Long::sum);
    }
    told.values().removeIf(sum -> sum == 0);
  }

  private void compare(DataShard<String, Unit> open, long time, Map<String, Long> told) {
    Map<String, Long> there;
    try (Snapshot<String, Unit> snapshot =
        open.snapshot(time, Scan.everything(), Deadline.none())) {
      there = Bank.sums(snapshot.fetch());
    }
    Violation.unless(
        told.equals(there), () -> name + " was told of " + told + " at " + time + ", not " + there);
    compared++;
    trace.step(name + ": was told of " + told.size() + " rows, all that are there at " + time);
  }
}
