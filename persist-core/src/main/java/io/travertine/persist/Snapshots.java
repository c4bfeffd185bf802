package io.travertine.persist;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.io.ReadFilter;
import io.travertine.persist.internal.io.RegisteredPart;
import io.travertine.persist.internal.io.SnapshotParts;
import io.travertine.persist.internal.machine.ReadHolds;
import io.travertine.persist.internal.machine.ShardReader;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** Takes snapshots of a shard under the holds of one reader (spec §7.7). Thread-safe. */
final class Snapshots<K, V> {

  private static final long PAUSE_NANOS_MIN = TimeUnit.MICROSECONDS.toNanos(500);
  private static final long PAUSE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(200);

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
          SnapshotParts parts = parts(asOf, scan, lease.state(), List.of());
          return new Snapshot<>(shard, scan, parts, reader.id(), lease.another());
        });
  }

  /** What the shard and {@code overlay} have together; never waits for the shard's upper. */
  Snapshot<K, V> take(Frontier asOf, Scan scan, Overlay overlay, Deadline deadline) {
    return overlaid(
        asOf,
        asOf,
        overlay,
        deadline,
        (lease, beyond) -> {
          SnapshotParts parts = parts(asOf, scan, lease.state(), beyond);
          return new Snapshot<>(shard, scan, parts, reader.id(), lease.another());
        });
  }

  /** What the shard and {@code overlay} have at times after {@code from}, up to {@code to}. */
  Changes<K, V> changes(Frontier from, Frontier to, Scan scan, Overlay overlay, Deadline deadline) {
    ReadFilter.Interval filter = new ReadFilter.Interval(from, to);
    return overlaid(
        from,
        to,
        overlay,
        deadline,
        (lease, beyond) -> {
          List<RegisteredPart> wanted = new ArrayList<>();
          List<RegisteredPart> skipped = new ArrayList<>();
          for (HollowBatch batch : batches(lease.state(), beyond)) {
            for (RegisteredPart part : RegisteredPart.of(batch)) {
              if (filter.mayShow(part) && mayMatch(part, scan)) {
                checkExact(batch, from);
                wanted.add(part);
              } else if (filter.mayShow(part)) {
                skipped.add(part);
              }
            }
          }
          return new Changes<>(shard, scan, filter, wanted, skipped, reader.id(), lease.another());
        });
  }

  /** Goes no further when times after {@code from} may have been blurred. */
  private void checkExact(HollowBatch batch, Frontier from) {
    if (from.lessThan(batch.desc().since())) {
      throw new HistoryLostException(from, batch.desc().since());
    }
  }

  private <R> R overlaid(
      Frontier earliest,
      Frontier latest,
      Overlay overlay,
      Deadline deadline,
      BiFunction<ReadHolds.Lease, List<HollowBatch>, R> read) {
    for (int looks = 0; ; looks++) {
      try (ReadHolds.Lease lease = reader.leaseCurrent()) {
        checkReadable(earliest, lease.state());
        // The lease comes first: it protects what the overlay is about to tell.
        Optional<List<StagedBatch>> beyond = overlay.beyond(lease.state().upper(), latest);
        if (beyond.isPresent()) {
          return read.apply(lease, beyond.get().stream().map(StagedBatch::hollow).toList());
        }
      }
      if (looks > 0) {
        pause(looks, latest, deadline);
      }
      Consumer<Frontier> looked = overlay.beforeLook();
      looked.accept(shard.machine().refresh().upper());
    }
  }

  /** Others went on while a newer state was read: it may take a while to catch up with them. */
  private void pause(int looks, Frontier latest, Deadline deadline) {
    if (deadline.hasPassed()) {
      throw new DeadlineExceededException(
          "what "
              + shard.data().shardId()
              + " lacks up to "
              + latest
              + " is not known after "
              + looks
              + " looks");
    }
    long nanos = Math.min(PAUSE_NANOS_MAX, PAUSE_NANOS_MIN << Math.min(looks, 20));
    try {
      shard.machine().clock().sleep(Math.min(nanos, deadline.remainingNanos()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while looking at " + shard.data().shardId(), e);
    }
  }

  /** How many updates a snapshot would have; waits as {@link #take} does. */
  SnapshotStatistics statistics(Frontier asOf, Deadline deadline) {
    return whenComplete(
        asOf,
        deadline,
        lease -> {
          long updates = 0;
          for (RegisteredPart part :
              parts(asOf, Scan.everything(), lease.state(), List.of()).parts()) {
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

  /** What is to be read; decoded parts that were replaced are forgotten. */
  private List<HollowBatch> batches(State state, List<HollowBatch> beyond) {
    List<HollowBatch> all = state.contents().trace().batches();
    if (!beyond.isEmpty()) {
      all = new ArrayList<>(all);
      all.addAll(beyond);
    }
    shard.fetcher().keepOnly(shard.data().shardId(), all);
    return all;
  }

  private SnapshotParts parts(Frontier asOf, Scan scan, State state, List<HollowBatch> beyond) {
    List<RegisteredPart> wanted = new ArrayList<>();
    List<RegisteredPart> skipped = new ArrayList<>();
    for (HollowBatch batch : batches(state, beyond)) {
      if (asOf.lessThan(batch.desc().lower())) {
        continue;
      }
      for (RegisteredPart part : RegisteredPart.of(batch)) {
        if (!part.mayShow(asOf)) {
          continue;
        }
        if (mayMatch(part, scan)) {
          wanted.add(part);
        } else {
          skipped.add(part);
        }
      }
    }
    return new SnapshotParts(shard.fetcher(), shard.data(), wanted, skipped, asOf);
  }

  private boolean mayMatch(RegisteredPart part, Scan scan) {
    return shard.fetcher().mayMatch(part, scan.ranges(), scan.points());
  }
}
