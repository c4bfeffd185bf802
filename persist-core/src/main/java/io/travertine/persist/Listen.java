package io.travertine.persist;

import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.io.PartFetches;
import io.travertine.persist.internal.io.ReadFilter;
import io.travertine.persist.internal.io.RegisteredPart;
import io.travertine.persist.internal.io.ShardData;
import io.travertine.persist.internal.machine.ReadHolds;
import io.travertine.persist.internal.machine.ShardReader;
import io.travertine.persist.internal.spine.Spine;
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

  /** The batches found last, oldest first, and whose they are: catching up asks again and again. */
  private List<HollowBatch> batches = List.of();

  private Spine searched;

  Listen(OpenShard<K, V> shard, ShardReader reader, Frontier asOf) {
    this.shard = shard.retained();
    this.data = shard.data();
    this.reader = reader;
    this.asOf = asOf;
    this.since = asOf;
    this.frontier = asOf;
    this.searched = Spine.empty(asOf.domain());
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
    checkOpen();
    if (untoldProgress.isPresent()) {
      return new ListenEvent.Progress<>(toldProgress());
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
      shard.reading(reader.id(), lease.state().seqNo(), () -> updates.addAll(fetch(parts(batch))));
    }
    advance(upper);
    if (updates.isEmpty()) {
      return new ListenEvent.Progress<>(upper);
    }
    untoldProgress = Optional.of(upper);
    return new ListenEvent.Changes<>(updates);
  }

  /**
   * Waits for the next event, with updates still to be fetched. Either kind of event may be asked
   * for in turn.
   *
   * @throws DeadlineExceededException if there is none before the deadline; nothing is missed
   * @throws CancelledException if the thread is interrupted; nothing is missed
   * @throws LeaseExpiredException if this process was silent for longer than its lease
   */
  public PartEvent nextParts(Deadline deadline) {
    checkOpen();
    if (untoldProgress.isPresent()) {
      return new PartEvent.Progress(toldProgress());
    }
    if (frontier.isEmpty()) {
      return new PartEvent.Closed();
    }
    reader.awaitUpperPast(frontier, deadline);
    try (ReadHolds.Lease lease = reader.leaseCurrent()) {
      HollowBatch batch = nextBatch(lease.state());
      List<LeasedPart> parts = LeasedParts.of(shard, reader.id(), lease, filter(), parts(batch));
      Frontier upper = batch.desc().upper();
      advance(upper);
      if (parts.isEmpty()) {
        return new PartEvent.Progress(upper);
      }
      untoldProgress = Optional.of(upper);
      return new PartEvent.Parts(parts);
    }
  }

  void checkOpen() {
    if (leak.isClosed()) {
      throw new IllegalStateException("the listen is closed");
    }
  }

  private Frontier toldProgress() {
    Frontier told = untoldProgress.orElseThrow();
    untoldProgress = Optional.empty();
    return told;
  }

  private HollowBatch nextBatch(State state) {
    HollowBatch batch =
        covering(state.contents().trace())
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
      if (!reader.holdsHistory()) {
        throw new HistoryLostException(frontier, state.since());
      }
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

  /** The batch that continues from the frontier: the first that ends after it. */
  private Optional<HollowBatch> covering(Spine trace) {
    if (trace != searched) {
      searched = trace;
      batches = trace.batches();
    }
    int first = 0;
    int end = batches.size();
    while (first < end) {
      int middle = (first + end) >>> 1;
      if (frontier.lessThan(batches.get(middle).desc().upper())) {
        end = middle;
      } else {
        first = middle + 1;
      }
    }
    Optional<HollowBatch> found =
        batches.stream()
            .skip(first)
            .findFirst()
            .filter(batch -> batch.desc().lower().lessEqual(frontier));
    if (first + 1 >= batches.size()) {
      forgetBatches();
    }
    return found;
  }

  /** Keeps no old state in memory while waiting for a new one. */
  private void forgetBatches() {
    searched = Spine.empty(frontier.domain());
    batches = List.of();
  }

  private ReadFilter.Listen filter() {
    return new ReadFilter.Listen(asOf, frontier);
  }

  /** The parts of {@code batch} that may have something to tell. */
  private List<RegisteredPart> parts(HollowBatch batch) {
    return RegisteredPart.of(batch).stream().filter(filter()::mayShow).toList();
  }

  private List<Update<K, V>> fetch(List<RegisteredPart> parts) {
    List<Update<K, V>> updates = new ArrayList<>();
    try (PartFetches fetches = shard.fetcher().fetches(data, parts, Projection.all(), filter())) {
      fetches.forEachRemaining(chunk -> updates.addAll(chunk.toList(shard.keys(), shard.values())));
    }
    return updates;
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
