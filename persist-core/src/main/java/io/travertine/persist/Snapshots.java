package io.travertine.persist;

import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.io.RegisteredPart;
import io.travertine.persist.internal.io.SnapshotParts;
import io.travertine.persist.internal.machine.ReadHolds;
import io.travertine.persist.internal.machine.ShardReader;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Takes snapshots of a shard under the holds of one reader (spec §7.7). Thread-safe. */
final class Snapshots<K, V> {

  private final OpenShard<K, V> shard;
  private final ShardReader reader;

  Snapshots(OpenShard<K, V> shard, ShardReader reader) {
    this.shard = shard;
    this.reader = reader;
  }

  /** Waits until the shard is complete up to {@code asOf}, and leases what it then consists of. */
  Snapshot<K, V> take(Frontier asOf, Scan scan, Deadline deadline) {
    return whenComplete(
        asOf,
        deadline,
        lease -> {
          SnapshotParts parts = parts(asOf, scan, lease.state());
          return new Snapshot<>(shard, scan, parts, reader.id(), lease.another());
        });
  }

  /** How many updates a snapshot would have; waits as {@link #take} does. */
  SnapshotStatistics statistics(Frontier asOf, Deadline deadline) {
    return whenComplete(
        asOf,
        deadline,
        lease -> {
          long updates = 0;
          for (RegisteredPart part : parts(asOf, Scan.everything(), lease.state()).parts()) {
            updates += part.part().summary().updates();
          }
          return new SnapshotStatistics(shard.data().shardId(), updates);
        });
  }

  private <R> R whenComplete(Frontier asOf, Deadline deadline, Function<ReadHolds.Lease, R> read) {
    while (true) {
      try (ReadHolds.Lease lease = reader.leaseCurrent()) {
        checkReadable(asOf, lease.state());
        if (!lease.state().upper().lessEqual(asOf)) {
          return read.apply(lease);
        }
      }
      reader.awaitUpperPast(asOf, deadline);
    }
  }

  /**
   * Goes no further when times before {@code asOf} have been blurred into it, or may be any time.
   *
   * @throws HistoryLostException if so
   */
  void checkReadable(Frontier asOf, State state) {
    if (asOf.lessThan(state.since())) {
      throw new HistoryLostException(asOf, state.since());
    }
    if (!reader.since().lessEqual(asOf)) {
      throw new HistoryLostException(asOf, reader.since());
    }
  }

  private SnapshotParts parts(Frontier asOf, Scan scan, State state) {
    List<RegisteredPart> wanted = new ArrayList<>();
    List<RegisteredPart> skipped = new ArrayList<>();
    for (HollowBatch batch : state.contents().trace().batches()) {
      if (asOf.lessThan(batch.desc().lower())) {
        continue;
      }
      for (RegisteredPart part : RegisteredPart.of(batch)) {
        if (!part.mayShow(asOf)) {
          continue;
        }
        if (shard.fetcher().mayMatch(part, scan.ranges())) {
          wanted.add(part);
        } else {
          skipped.add(part);
        }
      }
    }
    return new SnapshotParts(shard.fetcher(), shard.data(), wanted, skipped, asOf);
  }
}
