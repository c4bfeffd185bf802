package io.travertine.persist;

import static io.travertine.persist.OneProcess.TESTING;
import static io.travertine.persist.OneProcess.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.AppendResult.Appended;
import io.travertine.persist.AppendResult.UpperMismatch;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The behaviour of the system we implement, as its own tests describe it (spec §12.1), under their
 * names. Parts of 10 bytes, one upload at a time, compaction on.
 */
public abstract class SeedContract {

  private static final List<Update<String, String>> NOTHING = List.of();

  private final ShardId shard = ShardId.generate(Seed.secure());
  private final PersistConfig config;
  private PersistClient client;

  protected SeedContract(PartStorage storage) {
    this.config = storage.config().withCompaction(true);
  }

  /** A location of this test alone. */
  protected abstract PersistLocation location();

  @BeforeEach
  void open() {
    client = new OneProcess(config).open(location());
  }

  @AfterEach
  void close() {
    client.close();
  }

  // ---- a client's beginnings

  @Test
  void sanityCheck() {
    try (Handles<String, String> handles = handles()) {
      WriteHandle<String, String> writer = handles.writer();
      ReadHandle<String, String> reader = handles.reader();
      assertThat(writer.upper()).isEqualTo(at(0));
      assertThat(reader.since()).isEqualTo(at(0));

      assertThat(writer.append(data(1, 3), at(0), at(3))).isEqualTo(new Appended(at(3)));
      assertThat(writer.upper()).isEqualTo(at(3));
      assertThat(contents(reader, 1)).isEqualTo(allOf(data(1, 2), 1));

      try (Listen<String, String> listen = reader.listen(at(1))) {
        assertThat(writer.append(data(3, 4), at(3), at(4))).isEqualTo(new Appended(at(4)));
        assertThat(writer.upper()).isEqualTo(at(4));
        assertThat(until(listen, 4)).isEqualTo(data(2, 4));
        assertThat(listen.frontier()).isEqualTo(at(4));
      }
      assertThat(reader.downgradeSince(at(2))).isEqualTo(at(2));
      assertThat(reader.since()).isEqualTo(at(2));
    }
  }

  @Test
  void openReaderWriter() {
    try (WriteHandle<String, String> first = writer();
        ReadHandle<String, String> one = reader()) {
      assertThat(first.append(data(1, 3), at(0), at(3))).isEqualTo(new Appended(at(3)));
      assertThat(contents(one, 1)).isEqualTo(allOf(data(1, 2), 1));

      try (ReadHandle<String, String> two = reader();
          WriteHandle<String, String> second = writer()) {
        assertThat(contents(two, 2)).isEqualTo(allOf(data(1, 3), 2));
        assertThat(second.append(data(3, 4), at(3), at(4))).isEqualTo(new Appended(at(4)));
        assertThat(contents(one, 3)).isEqualTo(allOf(data(1, 4), 3));
        assertThat(contents(two, 3)).isEqualTo(allOf(data(1, 4), 3));
        assertThat(first.append(data(4, 5), at(4), at(5))).isEqualTo(new Appended(at(5)));
        assertThat(contents(two, 4)).isEqualTo(allOf(data(1, 5), 4));
      }
    }
  }

  @Test
  void invalidUsage() {
    try (SeedMisuse misuse = new SeedMisuse(config, location())) {
      misuse.refusesCodecsThatAreNotTheShards();
      misuse.refusesTokensOfAnotherKind();
      misuse.refusesWhatIsOfAnotherShard();
      misuse.refusesWrongBounds();
      misuse.refusesToFinalizeWhatCanBeReadOrWritten();
    }
  }

  @Test
  void multipleShards() {
    ShardId other = ShardId.generate(Seed.secure());
    Diagnostics diagnostics = new Diagnostics("other", "test");
    try (Handles<String, String> handles = handles();
        Handles<String, Long> others =
            client.open(other, Codec.string(), Codec.u64(), diagnostics)) {
      handles.writer().append(data(0, 3), at(0), at(3));
      List<Update<String, Long>> numbers = List.of(new Update<>("2", 2L, 4, 1));
      assertThat(others.writer().append(numbers, at(0), at(5))).isEqualTo(new Appended(at(5)));

      assertThat(contents(handles.reader(), 2)).isEqualTo(allOf(data(0, 3), 2));
      try (Snapshot<String, Long> snapshot = others.reader().snapshot(at(4))) {
        assertThat(snapshot.fetch()).isEqualTo(numbers);
      }
      assertThat(handles.writer().fetchRecentUpper()).isEqualTo(at(3));
      assertThat(others.writer().fetchRecentUpper()).isEqualTo(at(5));
    }
  }

  // ---- writing

  @Test
  void fetchUpper() {
    try (WriteHandle<String, String> first = writer();
        WriteHandle<String, String> second = writer()) {
      assertThat(first.append(data(0, 3), at(0), at(3))).isEqualTo(new Appended(at(3)));
      assertThat(first.fetchRecentUpper()).isEqualTo(at(3));
      assertThat(second.upper()).as("what it saw last").isEqualTo(at(0));
      assertThat(second.fetchRecentUpper()).isEqualTo(at(3));
      assertThat(second.upper()).isEqualTo(at(3));
    }
  }

  @Test
  void appendWithInvalidUpper() {
    try (WriteHandle<String, String> writer = writer()) {
      writer.append(data(0, 3), at(0), at(3));
      assertThat(writer.append(data(5, 7), at(5), at(7)))
          .isEqualTo(new UpperMismatch(at(5), at(3)));
      assertThat(writer.upper()).isEqualTo(at(3));
    }
  }

  @Test
  void compareAndAppend() {
    try (WriteHandle<String, String> first = writer();
        WriteHandle<String, String> second = writer();
        ReadHandle<String, String> reader = reader()) {
      assertThat(first.upper()).isEqualTo(at(0));
      assertThat(second.upper()).isEqualTo(at(0));
      assertThat(first.compareAndAppend(data(0, 2), at(0), at(2))).isEqualTo(new Appended(at(2)));
      assertThat(contents(reader, 1)).isEqualTo(allOf(data(0, 2), 1));

      assertThat(second.upper()).as("what it saw last").isEqualTo(at(0));
      assertThat(second.compareAndAppend(data(0, 2), at(0), at(2)))
          .isEqualTo(new UpperMismatch(at(0), at(2)));
      assertThat(second.upper()).isEqualTo(at(2));
      assertThat(second.compareAndAppend(data(2, 3), at(2), at(3))).isEqualTo(new Appended(at(3)));
      assertThat(contents(reader, 2)).isEqualTo(allOf(data(0, 3), 2));
    }
  }

  @Test
  void overlappingAppend() {
    try (WriteHandle<String, String> first = writer();
        WriteHandle<String, String> second = writer();
        ReadHandle<String, String> reader = reader();
        Listen<String, String> listen = reader.listen(at(0))) {
      assertThat(first.append(data(0, 3), at(0), at(3))).isEqualTo(new Appended(at(3)));
      assertThat(second.append(data(0, 5), at(0), at(5))).isEqualTo(new Appended(at(5)));
      assertThat(first.upper()).as("what it saw last").isEqualTo(at(3));
      assertThat(second.upper()).isEqualTo(at(5));
      assertThat(first.append(data(3, 6), at(3), at(6))).isEqualTo(new Appended(at(6)));
      assertThat(first.upper()).isEqualTo(at(6));

      assertThat(contents(reader, 5)).isEqualTo(allOf(data(0, 6), 5));
      assertThat(until(listen, 6)).isEqualTo(data(1, 6));
    }
  }

  @Test
  void contiguousAppend() {
    try (WriteHandle<String, String> writer = writer();
        ReadHandle<String, String> reader = reader()) {
      assertThat(writer.append(data(0, 2), at(0), at(2))).isEqualTo(new Appended(at(2)));
      assertThat(writer.append(data(4, 5), at(4), at(5)))
          .isEqualTo(new UpperMismatch(at(4), at(2)));
      assertThat(writer.append(data(2, 5), at(2), at(5))).isEqualTo(new Appended(at(5)));
      assertThat(contents(reader, 4)).isEqualTo(allOf(data(0, 5), 4));
    }
  }

  @Test
  void noncontiguousAppendPerWriter() {
    try (WriteHandle<String, String> first = writer();
        WriteHandle<String, String> second = writer();
        ReadHandle<String, String> reader = reader()) {
      assertThat(first.append(data(0, 3), at(0), at(3))).isEqualTo(new Appended(at(3)));
      assertThat(first.upper()).isEqualTo(at(3));
      assertThat(second.append(data(3, 5), at(3), at(5))).isEqualTo(new Appended(at(5)));
      assertThat(second.upper()).isEqualTo(at(5));
      assertThat(first.append(data(5, 6), at(5), at(6))).isEqualTo(new Appended(at(6)));
      assertThat(first.upper()).isEqualTo(at(6));
      assertThat(contents(reader, 5)).isEqualTo(allOf(data(0, 6), 5));
    }
  }

  @Test
  void contiguousCompareAndAppend() {
    try (WriteHandle<String, String> writer = writer();
        ReadHandle<String, String> reader = reader()) {
      assertThat(writer.compareAndAppend(data(0, 2), at(0), at(2))).isEqualTo(new Appended(at(2)));
      assertThat(writer.compareAndAppend(data(4, 5), at(4), at(5)))
          .isEqualTo(new UpperMismatch(at(4), at(2)));
      assertThat(writer.compareAndAppend(data(2, 5), at(2), at(5))).isEqualTo(new Appended(at(5)));
      assertThat(contents(reader, 4)).isEqualTo(allOf(data(0, 5), 4));
    }
  }

  @Test
  void noncontiguousCompareAndAppendPerWriter() {
    try (WriteHandle<String, String> first = writer();
        WriteHandle<String, String> second = writer();
        ReadHandle<String, String> reader = reader()) {
      assertThat(first.compareAndAppend(data(0, 3), at(0), at(3))).isEqualTo(new Appended(at(3)));
      assertThat(first.upper()).isEqualTo(at(3));
      assertThat(second.compareAndAppend(data(3, 5), at(3), at(5))).isEqualTo(new Appended(at(5)));
      assertThat(second.upper()).isEqualTo(at(5));
      assertThat(first.compareAndAppend(data(5, 6), at(5), at(6))).isEqualTo(new Appended(at(6)));
      assertThat(first.upper()).isEqualTo(at(6));
      assertThat(contents(reader, 5)).isEqualTo(allOf(data(0, 6), 5));
    }
  }

  // ---- names

  @Test
  void fmtIds() {
    LeasedReaderId zero = new LeasedReaderId(new UUID(0, 0));
    assertThat(zero).hasToString("r00000000-0000-0000-0000-000000000000");
    assertThat(zero.debug()).isEqualTo("LeasedReaderId(00000000-0000-0000-0000-000000000000)");
    assertThat(LeasedReaderId.parse(zero.toString())).isEqualTo(zero);
  }

  @Test
  void doctests() {
    assertThat(PersistClient.CONTROLLER_CRITICAL_SINCE)
        .hasToString("c00000000-1111-2222-3333-444444444444");
    try (ReadHandle<String, String> reader = reader()) {
      Deadline soon = Deadline.after(Duration.ofMillis(20));
      assertThatThrownBy(() -> reader.snapshot(at(0), Scan.everything(), soon))
          .isInstanceOf(DeadlineExceededException.class);
    }
  }

  // ---- threads

  @Test
  void concurrency() throws Exception {
    new SeedWorkload(client, shard).runTwoBuildersAndTwoAppenders();
  }

  /** Handles may be used by any thread: here opened by one, used by another, closed by a third. */
  @Test
  void syncSend() throws Exception {
    Handles<String, String> handles = handles();
    ExecutorService other = Executors.newSingleThreadExecutor();
    ExecutorService third = Executors.newSingleThreadExecutor();
    try {
      other.submit(() -> handles.writer().append(data(0, 3), at(0), at(3))).get();
      Future<Snapshot<String, String>> snapshot =
          other.submit(() -> handles.reader().snapshot(at(2)));
      assertThat(third.submit(() -> snapshot.get().fetch()).get()).isEqualTo(allOf(data(0, 3), 2));
      snapshot.get().close();
      third.submit(handles::close).get();
    } finally {
      other.shutdownNow();
      third.shutdownNow();
    }
  }

  @Test
  void regressionBlockingReads() throws Exception {
    ExecutorService background = Executors.newFixedThreadPool(2);
    try (Handles<String, String> handles = handles();
        Listen<String, String> listen = handles.reader().listen(at(1))) {
      Future<ListenEvent<String, String>> event = background.submit(() -> listen.next());
      assertPending(event);
      handles.writer().append(data(1, 3), at(0), at(3));
      assertThat(soon(event)).isEqualTo(new ListenEvent.Changes<>(data(2, 3)));
      assertThat(listen.next()).isEqualTo(new ListenEvent.Progress<>(at(3)));

      Future<List<Update<String, String>>> snapshot =
          background.submit(() -> contents(handles.reader(), 3));
      assertPending(snapshot);
      handles.writer().append(data(3, 4), at(3), at(4));
      assertThat(soon(snapshot)).isEqualTo(allOf(data(1, 4), 3));
    } finally {
      background.shutdownNow();
    }
  }

  @Test
  void heartbeatTaskShutdown() {
    PersistConfig hasty = config.withReaderLease(Duration.ofMillis(1));
    LocationThreads threads = new LocationThreads(hasty);
    ScheduledThreadPoolExecutor heartbeats = (ScheduledThreadPoolExecutor) threads.heartbeats();
    try (PersistClient alone = PersistClient.openAlone(openLocation(), hasty, threads)) {
      ReadHandle<String, String> reader =
          alone.openLeasedReader(shard, Codec.string(), Codec.string(), TESTING);
      WriteHandle<String, String> writer =
          alone.openWriter(shard, Codec.string(), Codec.string(), TESTING);
      await(() -> heartbeats.getCompletedTaskCount() > 0);
      writer.close();
      reader.close();
      await(() -> heartbeats.getQueue().isEmpty() && heartbeats.getActiveCount() == 0);
    }
    await(heartbeats::isTerminated);
  }

  @Test
  void regression16743HeartbeatTombstone() {
    Frontier never = Frontier.empty(TimeDomain.U64);
    PersistConfig brief = config.withReaderLease(Duration.ofSeconds(2));
    OpenLocation opened = openLocation();
    ScriptedConsensus consensus = new ScriptedConsensus(opened.consensus());
    try (PersistClient alone =
            new OneProcess(brief)
                .open(new OpenLocation(opened.location(), opened.blob(), consensus));
        Handles<String, String> handles =
            alone.open(shard, Codec.string(), Codec.string(), TESTING)) {
      assertThat(handles.reader().downgradeSince(never)).isEqualTo(never);
      assertThat(handles.writer().compareAndAppend(NOTHING, at(0), never))
          .isEqualTo(new Appended(never));

      int written = consensus.writes();
      await(() -> consensus.writes() >= written + 2);
      alone.finalizeShard(shard, Codec.string(), Codec.string());
      assertThat(handles.reader().downgradeSince(never))
          .as("a heartbeat on a tombstone")
          .isEqualTo(never);
      assertThat(handles.writer().fetchRecentUpper()).isEqualTo(never);
      assertThatThrownBy(() -> handles.reader().snapshot(at(7)))
          .isInstanceOfSatisfying(
              HistoryLostException.class, e -> assertThat(e.since()).isEqualTo(never));
    }
  }

  // ---- helpers

  private OpenLocation openLocation() {
    return Locations.standard().open(location(), OpenOptions.readWrite());
  }

  private Handles<String, String> handles() {
    return client.open(shard, Codec.string(), Codec.string(), TESTING);
  }

  private WriteHandle<String, String> writer() {
    return client.openWriter(shard, Codec.string(), Codec.string(), TESTING);
  }

  private ReadHandle<String, String> reader() {
    return client.openLeasedReader(shard, Codec.string(), Codec.string(), TESTING);
  }

  /** The updates at times {@code from..to}, to exclusive, in the order of their keys. */
  private static List<Update<String, String>> data(long from, long to) {
    List<Update<String, String>> updates = new ArrayList<>();
    for (long time = from; time < to; time++) {
      updates.add(new Update<>("key" + time, "value" + time, time, 1));
    }
    return updates;
  }

  /** What a snapshot at {@code asOf} makes of {@code updates}. */
  private static List<Update<String, String>> allOf(
      List<Update<String, String>> updates, long asOf) {
    return updates.stream()
        .map(update -> new Update<>(update.key(), update.value(), asOf, update.diff()))
        .toList();
  }

  private static List<Update<String, String>> contents(
      ReadHandle<String, String> reader, long asOf) {
    try (Snapshot<String, String> snapshot = reader.snapshot(at(asOf))) {
      return snapshot.fetch();
    }
  }

  /** All that a listen tells until its frontier is {@code end}, by time. */
  private static List<Update<String, String>> until(Listen<String, String> listen, long end) {
    List<Update<String, String>> told = new ArrayList<>();
    while (!listen.frontier().equals(at(end))) {
      ListenEvent<String, String> event = listen.next(Deadline.after(Duration.ofSeconds(20)));
      if (event instanceof ListenEvent.Changes<String, String> changes) {
        told.addAll(changes.updates());
      }
    }
    told.sort((a, b) -> Long.compareUnsigned(a.time(), b.time()));
    return told;
  }

  private static void assertPending(Future<?> future) {
    assertThatThrownBy(() -> future.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  private static <T> T soon(Future<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  private static void await(BooleanSupplier condition) {
    Deadline deadline = Deadline.after(Duration.ofSeconds(20));
    while (!condition.getAsBoolean()) {
      assertThat(deadline.hasPassed()).as("waited too long").isFalse();
      Thread.onSpinWait();
    }
  }
}
