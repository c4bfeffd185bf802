package io.travertine.persist;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.machine.AppendAnswer;
import io.travertine.persist.internal.maintenance.CompactionLimits;
import io.travertine.persist.internal.maintenance.Compactor;
import io.travertine.persist.internal.spine.MergeOutcome;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.state.LeasedReader;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.decorators.MeteredBlob;
import io.travertine.persist.location.decorators.MeteredConsensus;
import io.travertine.persist.location.decorators.OperationCounts;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A shard of strings in memory that a test sees both from the porch and from below. */
final class OneShard implements AutoCloseable {

  private final MemoryPlace place;
  private final ShardId shardId;
  private final PersistConfig config;
  private final OperationCounts blobCalls = new OperationCounts();
  private final OperationCounts consensusCalls = new OperationCounts();
  private final SharedLocation location;
  private final OpenShard<String, Unit> shard;

  OneShard(PersistConfig config) {
    this(MemoryPlace.unnamed(), ShardId.generate(Seed.secure()), config);
  }

  private OneShard(MemoryPlace place, ShardId shardId, PersistConfig config) {
    this.place = place;
    this.shardId = shardId;
    this.config = config;
    Clock clock = Clock.system();
    OpenLocation open =
        new OpenLocation(
            PersistLocation.of("mem:unused"),
            new MeteredBlob(place.blob(), clock, blobCalls),
            new MeteredConsensus(place.consensus(), clock, consensusCalls));
    this.location = new SharedLocation(open, config, new LocationThreads(config), () -> {});
    this.shard = location.shard(shardId, Codec.string(), Codec.unit());
  }

  /** The same shard in another process. */
  OneShard elsewhere(PersistConfig config) {
    return new OneShard(place, shardId, config);
  }

  OpenShard<String, Unit> open() {
    return shard;
  }

  Blob blob() {
    return place.blob();
  }

  /** What was asked of Blob by this process. */
  OperationCounts blobCalls() {
    return blobCalls;
  }

  /** What was asked of Consensus by this process. */
  OperationCounts consensusCalls() {
    return consensusCalls;
  }

  ReadHandle<String, Unit> reader() {
    OpenShard<String, Unit> retained = shard.retained();
    return new ReadHandle<>(retained, retained.register("test"), OneProcess.TESTING);
  }

  WriteHandle<String, Unit> writer() {
    return new WriteHandle<>(
        shard.retained(),
        config.writes(),
        location.writer(shard.machine(), "test"),
        OneProcess.TESTING);
  }

  BatchFetcher<String, Unit> fetcher() {
    return new BatchFetcher<>(shard.retained(), OneProcess.TESTING);
  }

  /** Appends a batch as it is. */
  AppendAnswer append(HollowBatch batch) {
    return location.writer(shard.machine(), "test").compareAndAppend(batch);
  }

  /** The newest state there is. */
  State state() {
    return shard.machine().refresh();
  }

  /** What the state knows of a reader. */
  Optional<LeasedReader> known(LeasedReaderId reader) {
    return state().contents().leasedReaders().get(reader);
  }

  /** Whether the blob of a part is there. */
  boolean has(PartTicket ticket) {
    return blob().get(key(ticket)).isPresent();
  }

  String key(PartTicket ticket) {
    return ticket.held().part().part().blob().orElseThrow().full(ticket.shardId());
  }

  /** How many versions Consensus has. */
  int versions() {
    return place.consensus().scan(shardId.toString(), SeqNo.ZERO, Integer.MAX_VALUE).size();
  }

  /** How many blobs there are. */
  int blobs() {
    AtomicInteger count = new AtomicInteger();
    blob().listKeysAndMetadata(shardId + "/", (key, size) -> count.incrementAndGet());
    return count.get();
  }

  /** Deletes everything, as nobody can read or write any more. */
  void finish() {
    location.finish(shard.machine());
  }

  /** The compactions that are due. */
  List<MergeRequest> due() {
    return state().contents().trace().uncompacted(Long.MAX_VALUE);
  }

  MergeOutcome compact(MergeRequest request) {
    return new Compactor(
            shard.fetcher(), shard.uploader(), new CompactionLimits(1 << 20, 1 << 10, 2, 0))
        .compact(shard.machine(), shard.data(), request);
  }

  @Override
  public void close() {
    location.release();
  }
}
