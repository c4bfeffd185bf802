package io.travertine.persist.txn;

import io.travertine.persist.StagedBatch;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.txn.TxnEntry.Registration;
import io.travertine.persist.txn.TxnEntry.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides who of a group may be committed, on top of all commits before {@code upper} and of those
 * of the group admitted before. Who conflicts with what is committed ends here. Who conflicts with
 * one of the group is put off: whether that one will be committed is not known yet.
 */
final class Admission {

  private final TxnsCache cache;
  private final long upper;
  private final List<Admitted> admitted = new ArrayList<>();

  /** What the group makes of registrations; empty where a shard is forgotten. */
  private final Map<ShardId, Optional<Registration>> registrations = new HashMap<>();

  Admission(TxnsCache cache, long upper) {
    this.cache = cache;
    this.upper = upper;
  }

  /** A member that may be committed. */
  final class Admitted {
    private final Member member;
    private final List<ShardId> registered = new ArrayList<>();
    private final List<Registration> forgotten = new ArrayList<>();
    private long time;

    private Admitted(Member member) {
      this.member = member;
    }

    Member member() {
      return member;
    }

    /** When it is going to be committed. */
    long time() {
      return time;
    }

    /** What its commit changes. */
    List<TxnsCache.Change> changes() {
      List<TxnsCache.Change> changes = new ArrayList<>();
      for (ShardId shard : registered) {
        changes.add(new TxnsCache.Change(Registration.of(shard, time), 1));
      }
      for (Registration registration : forgotten) {
        changes.add(new TxnsCache.Change(registration, -1));
      }
      for (PendingWrite write : member.writes()) {
        changes.add(new TxnsCache.Change(write.at(time), 1));
      }
      return changes;
    }
  }

  /** Those who may be committed, in order. */
  List<Admitted> admitted() {
    return admitted;
  }

  /** Gives them times, from {@code first} on; the last of them. */
  long schedule(long first) {
    long next = first;
    for (Admitted each : admitted) {
      each.time = Math.max(next, each.member.notBefore());
      next = each.time + 1;
    }
    return next - 1;
  }

  /** Admits a member, ends it, or puts it off. */
  void consider(Member member) {
    try {
      Optional<Conflict> conflict = withCommitted(member);
      if (conflict.isPresent()) {
        member.end(new CommitOutcome.Refused(conflict.get()));
        return;
      }
      if (withAdmitted(member).isEmpty()) {
        admit(member);
      }
    } catch (CancelledException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e; // it is the leader who is told to stop
      }
      member.reject(e);
    } catch (RuntimeException e) {
      member.reject(e);
    }
  }

  private void admit(Member member) {
    Admitted candidate = new Admitted(member);
    boolean byGroup = false;
    for (ShardId shard : member.prepared().registered()) {
      if (registration(shard).isEmpty()) {
        candidate.registered.add(shard);
      }
    }
    for (ShardId shard : member.prepared().forgotten()) {
      byGroup |= registrations.containsKey(shard);
      registration(shard).ifPresent(candidate.forgotten::add);
    }
    for (StagedBatch batch : member.prepared().batches()) {
      ShardId shard = batch.shardId();
      if (registration(shard).isEmpty() && !candidate.registered.contains(shard)) {
        if (registrations.containsKey(shard)) {
          byGroup = true;
        } else {
          throw new NotRegisteredException(shard);
        }
      }
    }
    if (byGroup) {
      return;
    }
    if (candidate.registered.isEmpty()
        && candidate.forgotten.isEmpty()
        && member.writes().isEmpty()) {
      member.end(new CommitOutcome.Unchanged());
      return;
    }
    candidate.registered.forEach(
        shard -> registrations.put(shard, Optional.of(Registration.of(shard, upper))));
    candidate.forgotten.forEach(
        registration -> registrations.put(registration.shard(), Optional.empty()));
    admitted.add(candidate);
  }

  private Optional<Registration> registration(ShardId shard) {
    Optional<Registration> byGroup = registrations.get(shard);
    return byGroup != null ? byGroup : cache.registration(shard);
  }

  // ---- conflicts

  private Optional<Conflict> withCommitted(Member member) {
    if (member.check().isEmpty()) {
      return Optional.empty();
    }
    CommitCheck check = member.check().get();
    long known = Math.min(upper, cache.windowStart());
    if (known > member.seen() + 1) {
      for (ShardId shard : member.watched()) {
        Optional<Conflict> conflict = check.conflict(new Between(shard, member.seen(), known - 1));
        if (conflict.isPresent()) {
          return conflict;
        }
      }
      member.seen(known - 1);
    }
    for (Write write : cache.committedAfter(member.seen(), member.watched())) {
      if (write.time() >= upper) {
        break;
      }
      Optional<Conflict> conflict = check.conflict(new Committed(write));
      if (conflict.isPresent()) {
        return conflict;
      }
    }
    member.seen(upper - 1);
    return Optional.empty();
  }

  private Optional<Conflict> withAdmitted(Member member) {
    if (member.check().isEmpty()) {
      return Optional.empty();
    }
    CommitCheck check = member.check().get();
    for (Admitted before : admitted) {
      for (StagedBatch batch : before.member.prepared().batches()) {
        if (member.watched().contains(batch.shardId())) {
          Optional<Conflict> conflict = check.conflict(new Coming(batch));
          if (conflict.isPresent()) {
            return conflict;
          }
        }
      }
    }
    return Optional.empty();
  }

  /** What was committed in an interval, of which no more is known. */
  private record Between(ShardId shardId, long from, long to) implements OthersChanges {
    @Override
    public Updates updates(DataShard<?, ?> shard) {
      return shard.updatesBetween(from, to);
    }
  }

  /** One commit. */
  private record Committed(Write write) implements OthersChanges {
    @Override
    public ShardId shardId() {
      return write.shard();
    }

    @Override
    public Updates updates(DataShard<?, ?> shard) {
      // The blobs may be gone by now, merged with others.
      return write.batch().isInline()
          ? shard.updates(write.batch())
          : shard.updatesBetween(write.time() - 1, write.time());
    }
  }

  /** What one of the group is about to commit. */
  private record Coming(StagedBatch batch) implements OthersChanges {
    @Override
    public ShardId shardId() {
      return batch.shardId();
    }

    @Override
    public Updates updates(DataShard<?, ?> shard) {
      return shard.updates(batch);
    }
  }
}
