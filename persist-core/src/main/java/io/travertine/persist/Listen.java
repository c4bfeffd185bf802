package io.travertine.persist;

import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.io.PartFetches;
import io.travertine.persist.internal.io.ReadFilter;
import io.travertine.persist.internal.io.RegisteredPart;
import io.travertine.persist.internal.io.ShardData;
import io.travertine.persist.internal.machine.ReadHolds;
import io.travertine.persist.internal.machine.ShardReader;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that happens to a shard after one time, as it was written (spec §1.4, §7.6). Holds its
 * own since, one step behind what it has told.
 *
 * <p>Not thread-safe, except {@link #close}.
 */
public final class Listen<K, V> implements AutoCloseable {

  private final OpenShard<K, V> shard;
  private final ShardData data;
  private final ShardReader reader;
  private final Frontier asOf;
  private final LeakWarning leak;

  private Frontier since;
  private Frontier frontier;
  private Optional<Frontier> untoldProgress = Optional.empty();

  Listen(OpenShard<K, V> shard, ShardReader reader, Frontier asOf) {
    this.shard = shard.retained();
    this.data = shard.data();
    this.reader = reader;
    this.asOf = asOf;
    this.since = asOf;
    this.frontier = asOf;
    this.leak =
        LeakWarning.on(
            this,
            "listen on " + data.shardId() + " as of " + asOf,
            () -> {
              reader.closeInBackground();
              shard.release();
            });
  }

  /** Everything before it has been told. */
  public Frontier frontier() {
    return untoldProgress.isPresent() ? untoldProgress.get() : frontier;
  }

  /** Waits for the next event, for as long as it takes. */
  public ListenEvent<K, V> next() {
    return next(Deadline.none());
  }

  /**
   * Waits for the next event.
   *
   * @throws DeadlineExceededException if there is none before the deadline; nothing is missed
   * @throws CancelledException if the thread is interrupted; nothing is missed
   * @throws LeaseExpiredException if this process was silent for longer than its lease
   */
  public ListenEvent<K, V> next(Deadline deadline) {
    if (leak.isClosed()) {
      throw new IllegalStateException("the listen is closed");
    }
    if (untoldProgress.isPresent()) {
      ListenEvent<K, V> progress = new ListenEvent.Progress<>(untoldProgress.get());
      untoldProgress = Optional.empty();
      return progress;
    }
    if (frontier.isEmpty()) {
      return new ListenEvent.Closed<>();
    }
    reader.awaitUpperPast(frontier, deadline);
    List<Update<K, V>> updates = new ArrayList<>();
    Frontier upper;
    try (ReadHolds.Lease lease = reader.leaseCurrent()) {
      HollowBatch batch = nextBatch(lease.state());
      upper = batch.desc().upper();
      fetch(batch, updates);
    }
    advance(upper);
    if (updates.isEmpty()) {
      return new ListenEvent.Progress<>(upper);
    }
    untoldProgress = Optional.of(upper);
    return new ListenEvent.Changes<>(updates);
  }

  private HollowBatch nextBatch(State state) {
    HollowBatch batch =
        state
            .contents()
            .trace()
            .newest(each -> covers(each, frontier))
            .orElseThrow(
                () ->
                    reader.poison(
                        "no batch of "
                            + data.shardId()
                            + " covers "
                            + frontier
                            + " before upper "
                            + state.upper()));
    Frontier blurred = batch.desc().since();
    boolean exact =
        blurred.lessThan(frontier) || (frontier.equals(asOf) && blurred.lessEqual(frontier));
    if (!exact) {
      reader.checkLease(state);
      throw reader.poison(
          "a listen on "
              + data.shardId()
              + " at "
              + frontier
              + " met a batch compacted to "
              + blurred);
    }
    return batch;
  }

  private static boolean covers(HollowBatch batch, Frontier frontier) {
    return batch.desc().lower().lessEqual(frontier) && frontier.lessThan(batch.desc().upper());
  }

  private void fetch(HollowBatch batch, List<Update<K, V>> into) {
    ReadFilter filter = new ReadFilter.Listen(asOf, frontier);
    try (PartFetches fetches =
        shard.fetcher().fetches(data, RegisteredPart.of(batch), Projection.all(), filter)) {
      fetches.forEachRemaining(chunk -> into.addAll(chunk.toList(shard.keys(), shard.values())));
    }
  }

  private void advance(Frontier upper) {
    // One step behind: at since equal to the frontier, it could not be told from earlier times.
    for (long time : frontier.elements()) {
      if (isPassed(time, upper)) {
        since = since.join(Frontier.of(frontier.domain(), time));
      }
    }
    reader.wantSince(since);
    frontier = upper;
  }

  private static boolean isPassed(long time, Frontier upper) {
    for (long end : upper.elements()) {
      if (upper.domain().lessThan(time, end)) {
        return true;
      }
    }
    return false;
  }

  /** Gives up what it holds back. */
  @Override
  public void close() {
    if (leak.close()) {
      reader.close();
      shard.release();
    }
  }
}
