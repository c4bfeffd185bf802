package io.travertine.persist.internal.maintenance;

import static io.travertine.persist.time.Frontier.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.RollupId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.RollupKey;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.io.FetchLimits;
import io.travertine.persist.internal.io.PartFetcher;
import io.travertine.persist.internal.io.PartUploader;
import io.travertine.persist.internal.io.PartUploads;
import io.travertine.persist.internal.io.ReadFilter;
import io.travertine.persist.internal.io.RegisteredPart;
import io.travertine.persist.internal.io.ShardData;
import io.travertine.persist.internal.machine.AppendAnswer;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.machine.MachineContext;
import io.travertine.persist.internal.machine.MaintenanceListener;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.machine.ShardReader;
import io.travertine.persist.internal.machine.ShardWriter;
import io.travertine.persist.internal.spine.MergeOutcome;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.state.AppendPolicy;
import io.travertine.persist.internal.state.CodecNames;
import io.travertine.persist.internal.state.CompactionPolicy;
import io.travertine.persist.internal.state.HandleLabel;
import io.travertine.persist.internal.state.HollowRollup;
import io.travertine.persist.internal.state.MaintenancePolicy;
import io.travertine.persist.internal.state.Rollup;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/** One shard of strings with its maintenance by hand: nothing happens in the background. */
final class MachineRoom implements AutoCloseable {

  static final ShardId SHARD = ShardId.generate(Seed.of(7));

  private static final FetchLimits FETCHES = new FetchLimits(1 << 20, 1 << 20, 1 << 20, 0, 0);
  private static final CompactionLimits LIMITS =
      new CompactionLimits(1 << 20, 1 << 10, 2, 1 << 10, 0);

  private final Blob blob;
  private final Consensus consensus;
  private final ScheduledExecutorService heartbeats = Executors.newScheduledThreadPool(1);
  private final ExecutorService transfers = Executors.newFixedThreadPool(2);
  private final Seed seed;
  private final Retry retry;
  private final ShardData data =
      new ShardData(SHARD, Codec.string().schema(), Codec.unit().schema());
  private final PartUploader uploader;
  private final PartFetcher fetcher;
  private final Machine machine;
  private final ShardWriter writer;
  private Optional<ShardReader> reader = Optional.empty();

  MachineRoom(Blob blob, Consensus consensus) {
    this(blob, consensus, 42);
  }

  /** Rooms of one shard need different seeds. */
  MachineRoom(Blob blob, Consensus consensus, long seedOfIds) {
    this(blob, consensus, seedOfIds, Clock.system());
  }

  MachineRoom(Blob blob, Consensus consensus, long seedOfIds, Clock clock) {
    this.seed = Seed.of(seedOfIds);
    this.retry = new Retry(clock, seed);
    this.blob = blob;
    this.consensus = consensus;
    this.uploader = new PartUploader(blob, retry, seed, BuildVersion.CURRENT, transfers);
    this.fetcher = new PartFetcher(blob, retry, clock, FETCHES, transfers);
    this.machine =
        Machine.open(
            new ShardLog(SHARD, blob, consensus, retry),
            new MachineContext(
                clock,
                seed,
                "host",
                BuildVersion.CURRENT,
                new CodecNames("String", "()", "u64", "i64"),
                MaintenancePolicy.DEFAULT,
                MaintenanceListener.NONE));
    this.writer = newWriter();
  }

  ShardWriter newWriter() {
    return new ShardWriter(
        machine,
        seed,
        new HandleLabel("host", "test"),
        Duration.ofHours(1),
        AppendPolicy.DEFAULT,
        transfers);
  }

  Machine machine() {
    return machine;
  }

  ShardWriter writer() {
    return writer;
  }

  ShardData data() {
    return data;
  }

  PartFetcher fetcher() {
    return fetcher;
  }

  PartUploader uploader() {
    return uploader;
  }

  Compactor compactor() {
    return new Compactor(fetcher, uploader, LIMITS);
  }

  MergeOutcome compact(MergeRequest request) {
    return compact(request, LIMITS);
  }

  MergeOutcome compact(MergeRequest request, Allowance allowance) {
    return compactor().compact(machine, data, request, allowance);
  }

  MergeOutcome compact(MergeRequest request, CompactionLimits limits) {
    return new Compactor(fetcher, uploader, limits)
        .compact(machine, data, request, Allowance.unlimited());
  }

  void compactAll() {
    compactAll(LIMITS);
  }

  /** Compacts until one run is left. */
  void compactAll(CompactionLimits limits) {
    while (machine.shared().current().contents().trace().present().runs() > 1) {
      List<MergeRequest> requests = machine.exert(Long.MAX_VALUE, new CompactionPolicy(1, 1, 1, 0));
      requests.forEach(request -> compact(request, limits));
    }
  }

  /** Lets history go, as the only reader. */
  void downgradeSince(long since) {
    reader().downgradeSince(at(since));
  }

  ScheduledExecutorService timer() {
    return heartbeats;
  }

  /** The only reader. */
  ShardReader reader() {
    if (reader.isEmpty()) {
      reader = Optional.of(machine.registerReader("test", Duration.ofHours(1), heartbeats));
    }
    return reader.get();
  }

  void collect(long until) {
    new GarbageCollector(uploader).collect(machine, new SeqNo(until));
  }

  /**
   * A rollup of the current version that nothing refers to yet, as {@link RollupWriter} does it.
   */
  HollowRollup writeRollup() {
    State state = machine.shared().current();
    SeqNo latest = state.latestRollup().orElseThrow().key().seqNo();
    List<Rollup.InlinedDiff> diffs =
        machine.log().versionsFrom(latest.next()).stream()
            .map(
                version ->
                    new Rollup.InlinedDiff(version.seqNo(), ByteString.copyFrom(version.data())))
            .toList();
    byte[] bytes = new Rollup(state, diffs).encode();
    RollupKey key = new RollupKey(state.seqNo(), RollupId.generate(seed));
    machine.log().write(key, bytes);
    return new HollowRollup(key, OptionalLong.of(bytes.length));
  }

  /** The versions that the latest rollup known tells of besides its own. */
  List<Long> inlinedDiffs() {
    RollupKey latest = machine.shared().current().latestRollup().orElseThrow().key();
    return Rollup.decode(machine.log().read(latest).orElseThrow()).diffs().stream()
        .map(diff -> diff.seqNo().value())
        .toList();
  }

  /** How many blobs there are. */
  int blobs() {
    AtomicInteger count = new AtomicInteger();
    blob.listKeysAndMetadata(SHARD + "/", (key, size) -> count.incrementAndGet());
    return count.get();
  }

  RollupWriter rollups() {
    return new RollupWriter(seed);
  }

  static Update<String, Unit> update(String key, long time) {
    return new Update<>(key, Unit.UNIT, time, 1);
  }

  /** A batch in Blob that nothing refers to yet. */
  @SafeVarargs
  final HollowBatch batch(long lower, long upper, Update<String, Unit>... updates) {
    List<Update<String, Unit>> list = new ArrayList<>();
    for (Update<String, Unit> update : updates) {
      list.add(update);
    }
    return batch(lower, upper, 0, list);
  }

  /** A batch that nothing refers to yet, inside the state if smaller. */
  HollowBatch batch(
      long lower, long upper, int inlineBytesMax, List<Update<String, Unit>> updates) {
    Frontier minimum = Frontier.minimum(TimeDomain.U64);
    Description desc = new Description(at(lower), at(upper), minimum);
    PartUploads uploads = uploader.uploads(data, desc, 2, inlineBytesMax);
    UpdatesBuilder builder = new UpdatesBuilder(data.key(), data.value());
    for (Update<String, Unit> update : updates) {
      builder.add(
          Codec.string(), update.key(), Codec.unit(), update.value(), update.time(), update.diff());
    }
    uploads.submit(builder.build());
    return HollowBatch.of(desc, uploads.finish());
  }

  /** Appends a batch, which must succeed; the version it was appended at. */
  long append(HollowBatch batch) {
    assertThat(writer.compareAndAppend(batch)).isEqualTo(new AppendAnswer.Appended());
    return machine.shared().current().seqNo().value();
  }

  List<Update<String, Unit>> read(HollowBatch batch) {
    return read(
        RegisteredPart.of(batch), new ReadFilter.Compaction(Frontier.minimum(TimeDomain.U64)));
  }

  /** What one run of a batch has. */
  List<Update<String, Unit>> read(HollowBatch batch, Run run) {
    return read(
        new RegisteredRun(batch, run).parts(),
        new ReadFilter.Compaction(Frontier.minimum(TimeDomain.U64)));
  }

  List<Update<String, Unit>> read(List<RegisteredPart> parts, ReadFilter filter) {
    List<Update<String, Unit>> found = new ArrayList<>();
    fetcher
        .fetches(data, parts, Projection.all(), filter)
        .forEachRemaining(
            (Updates chunk) -> found.addAll(chunk.toList(Codec.string(), Codec.unit())));
    return found;
  }

  /** The seqnos of the versions that Consensus has. */
  List<Long> versions() {
    return consensus.scan(SHARD.toString(), SeqNo.ZERO, Integer.MAX_VALUE).stream()
        .map(Versioned::seqNo)
        .map(SeqNo::value)
        .toList();
  }

  /** The seqnos of the rollups that Blob has. */
  List<Long> rollupBlobs() {
    TreeSet<Long> seqNos = new TreeSet<>();
    blob.listKeysAndMetadata(
        SHARD + "/v",
        (key, size) -> seqNos.add(Long.parseLong(key.replaceAll(".*/v(\\d+)/.*", "$1"))));
    return List.copyOf(seqNos);
  }

  /** The seqnos of the rollups that the current state knows. */
  List<Long> rollupsKnown() {
    List<Long> known = new ArrayList<>();
    machine.shared().current().contents().rollups().forEach(row -> known.add(row.getKey().value()));
    return known;
  }

  /** The names of the part blobs there are. */
  List<String> blobsOfParts() {
    List<String> names = new ArrayList<>();
    blob.listKeysAndMetadata(
        SHARD + "/",
        (key, size) -> {
          if (!key.startsWith(SHARD + "/v")) {
            names.add(key);
          }
        });
    return names;
  }

  /** The names of the part blobs that the current state refers to. */
  List<String> partsReferred() {
    return machine.shared().current().contents().trace().batches().stream()
        .flatMap(batch -> batch.parts().stream())
        .flatMap(part -> part.blob().stream())
        .map(key -> key.full(SHARD))
        .toList();
  }

  /** Whether all parts of a batch are in Blob. */
  boolean exists(HollowBatch batch) {
    return batch.parts().stream()
        .allMatch(part -> blob.get(part.blob().orElseThrow().full(SHARD)).isPresent());
  }

  @Override
  public void close() {
    heartbeats.shutdownNow();
    transfers.shutdownNow();
  }
}
