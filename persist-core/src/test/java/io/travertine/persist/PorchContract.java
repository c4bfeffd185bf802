package io.travertine.persist;

import static io.travertine.persist.OneProcess.TESTING;
import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.contents;
import static io.travertine.persist.OneProcess.delete;
import static io.travertine.persist.OneProcess.insert;
import static io.travertine.persist.OneProcess.keys;
import static io.travertine.persist.OneProcess.reader;
import static io.travertine.persist.OneProcess.sums;
import static io.travertine.persist.OneProcess.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.AppendResult.Appended;
import io.travertine.persist.AppendResult.UpperMismatch;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every location and every way of storing parts must give (spec §12.1). */
public abstract class PorchContract {

  private final ShardId shard = ShardId.generate(Seed.secure());
  private final PersistConfig config;
  private PersistClient client;

  protected PorchContract(PartStorage storage) {
    this.config = storage.config();
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

  private Handles<String, Unit> handles() {
    return client.open(shard, Codec.string(), Codec.unit(), TESTING);
  }

  /** All updates that a listen tells until its frontier is {@code until}. */
  private static List<Update<String, Unit>> listenUntil(Listen<String, Unit> listen, long until) {
    List<Update<String, Unit>> told = new ArrayList<>();
    while (!listen.frontier().equals(at(until))) {
      ListenEvent<String, Unit> event = listen.next(Deadline.after(Duration.ofSeconds(20)));
      if (event instanceof ListenEvent.Changes<String, Unit> changes) {
        told.addAll(changes.updates());
      }
    }
    return told;
  }

  @Test
  void writesReadsListensAndLetsHistoryGo() {
    try (Handles<String, Unit> handles = handles()) {
      assertThat(handles.writer().upper()).isEqualTo(at(0));
      assertThat(handles.reader().since()).isEqualTo(at(0));

      assertThat(handles.writer().append(keys(0, 3), at(0), at(3))).isEqualTo(new Appended(at(3)));
      assertThat(handles.writer().upper()).isEqualTo(at(3));

      assertThat(contents(handles.reader(), 1)).containsOnlyKeys("key0", "key1");
      try (Listen<String, Unit> listen = handles.reader().listen(at(1))) {
        assertThat(handles.writer().append(keys(3, 4), at(3), at(4)))
            .isEqualTo(new Appended(at(4)));
        assertThat(listenUntil(listen, 4)).containsExactlyElementsOf(keys(2, 4));
      }
      assertThat(handles.reader().downgradeSince(at(2))).isEqualTo(at(2));
      assertThat(handles.reader().since()).isEqualTo(at(2));
      assertThatThrownBy(() -> handles.reader().snapshot(at(1)))
          .isInstanceOfSatisfying(
              HistoryLostException.class, e -> assertThat(e.since()).isEqualTo(at(2)));
      assertThat(contents(handles.reader(), 2)).containsOnlyKeys("key0", "key1", "key2");
    }
  }

  @Test
  void snapshotsAreConsolidatedAtTheirTime() {
    try (Handles<String, Unit> handles = handles()) {
      handles
          .writer()
          .append(
              List.of(insert("a", 0), insert("a", 1), delete("a", 2), insert("b", 2)),
              at(0),
              at(3));
      try (Snapshot<String, Unit> before = handles.reader().snapshot(at(1));
          Snapshot<String, Unit> after = handles.reader().snapshot(at(2))) {
        assertThat(before.fetch()).containsExactly(new Update<>("a", Unit.UNIT, 1, 2));
        assertThat(after.fetch())
            .containsExactly(
                new Update<>("a", Unit.UNIT, 2, 1), new Update<>("b", Unit.UNIT, 2, 1));
        try (SnapshotCursor cursor = after.columns()) {
          for (var chunk = cursor.next(); chunk.isPresent(); chunk = cursor.next()) {
            assertThat(chunk.get().hasRetractions()).isFalse();
          }
        }
      }
    }
  }

  @Test
  void separateWritersAndReadersSeeEachOther() {
    try (WriteHandle<String, Unit> first = writer(client, shard);
        ReadHandle<String, Unit> one = reader(client, shard);
        WriteHandle<String, Unit> second = writer(client, shard);
        ReadHandle<String, Unit> two = reader(client, shard)) {
      first.append(keys(0, 2), at(0), at(2));
      assertThat(contents(two, 1)).isEqualTo(sums(keys(0, 2)));
      second.append(keys(2, 4), at(2), at(4));
      assertThat(contents(one, 3)).isEqualTo(sums(keys(0, 4)));
      assertThat(contents(two, 3)).isEqualTo(sums(keys(0, 4)));
    }
  }

  @Test
  void shardsAreIndependent() {
    ShardId other = ShardId.generate(Seed.secure());
    try (Handles<String, Unit> handles = handles();
        Handles<String, String> others =
            client.open(other, Codec.string(), Codec.string(), TESTING)) {
      handles.writer().append(keys(0, 2), at(0), at(2));
      others.writer().append(List.of(new Update<>("k", "v", 4, 1)), at(0), at(5));
      assertThat(contents(handles.reader(), 1)).isEqualTo(sums(keys(0, 2)));
      try (Snapshot<String, String> snapshot = others.reader().snapshot(at(4))) {
        assertThat(snapshot.fetch()).containsExactly(new Update<>("k", "v", 4, 1));
      }
    }
  }

  @Test
  void fetchesTheUpperThatAnotherProcessMadeIt() {
    try (WriteHandle<String, Unit> writer = writer(client, shard);
        PersistClient elsewhere = new OneProcess(config).open(location());
        WriteHandle<String, Unit> other = writer(elsewhere, shard)) {
      other.append(keys(0, 3), at(0), at(3));
      assertThat(writer.upper()).isEqualTo(at(0));
      assertThat(writer.fetchRecentUpper()).isEqualTo(at(3));
      assertThat(writer.upper()).isEqualTo(at(3));
    }
  }

  @Test
  void anAppendThatLeavesAGapIsAMismatch() {
    try (WriteHandle<String, Unit> writer = writer(client, shard)) {
      writer.append(keys(0, 3), at(0), at(3));
      assertThat(writer.append(keys(5, 7), at(5), at(7)))
          .isEqualTo(new UpperMismatch(at(5), at(3)));
      assertThat(writer.upper()).isEqualTo(at(3));
      assertThat(writer.append(keys(3, 7), at(3), at(7))).isEqualTo(new Appended(at(7)));
    }
  }

  @Test
  void comparesBeforeItAppends() {
    try (Handles<String, Unit> handles = handles();
        WriteHandle<String, Unit> other = writer(client, shard)) {
      assertThat(other.upper()).isEqualTo(at(0));
      assertThat(handles.writer().compareAndAppend(keys(0, 2), at(0), at(2)))
          .isEqualTo(new Appended(at(2)));
      assertThat(contents(handles.reader(), 1)).isEqualTo(sums(keys(0, 2)));
      assertThat(other.upper()).isEqualTo(at(0));
      assertThat(other.compareAndAppend(keys(0, 2), at(0), at(2)))
          .isEqualTo(new UpperMismatch(at(0), at(2)));
      assertThat(other.upper()).isEqualTo(at(2));
      assertThat(other.compareAndAppend(keys(2, 3), at(2), at(3))).isEqualTo(new Appended(at(3)));
      assertThat(contents(handles.reader(), 2)).isEqualTo(sums(keys(0, 3)));
    }
  }

  @Test
  void overlappingAppendsCountOnce() {
    try (Handles<String, Unit> handles = handles();
        WriteHandle<String, Unit> other = writer(client, shard)) {
      WriteHandle<String, Unit> writer = handles.writer();
      assertThat(writer.append(keys(0, 3), at(0), at(3))).isEqualTo(new Appended(at(3)));
      assertThat(other.append(keys(0, 5), at(0), at(5))).isEqualTo(new Appended(at(5)));
      assertThat(writer.append(keys(3, 6), at(3), at(6))).isEqualTo(new Appended(at(6)));
      assertThat(writer.append(keys(1, 4), at(1), at(4))).isEqualTo(new Appended(at(6)));
      assertThat(contents(handles.reader(), 5)).isEqualTo(sums(keys(0, 6)));
      try (Listen<String, Unit> listen = handles.reader().listen(at(0))) {
        assertThat(listenUntil(listen, 6)).containsExactlyInAnyOrderElementsOf(keys(1, 6));
      }
    }
  }

  @Test
  void writersMayTakeTurns() {
    try (Handles<String, Unit> handles = handles();
        WriteHandle<String, Unit> other = writer(client, shard)) {
      assertThat(handles.writer().append(keys(0, 3), at(0), at(3))).isEqualTo(new Appended(at(3)));
      assertThat(other.append(keys(3, 5), at(3), at(5))).isEqualTo(new Appended(at(5)));
      assertThat(handles.writer().append(keys(5, 6), at(5), at(6))).isEqualTo(new Appended(at(6)));
      assertThat(other.compareAndAppend(keys(6, 9), at(6), at(9))).isEqualTo(new Appended(at(9)));
      assertThat(contents(handles.reader(), 8)).isEqualTo(sums(keys(0, 9)));
    }
  }

  @Test
  void batchesAreAppendedTogether() {
    try (Handles<String, Unit> handles = handles();
        BatchBuilder<String, Unit> first = handles.writer().builder(at(0));
        BatchBuilder<String, Unit> second = handles.writer().builder(at(0))) {
      first.add("a", Unit.UNIT, 1, 1);
      second.add("b", Unit.UNIT, 2, 1);
      second.add("c", Unit.UNIT, 3, 1);
      List<Batch> batches = List.of(first.finish(at(4)), second.finish(at(4)));
      assertThat(handles.writer().compareAndAppendBatch(batches, at(1), at(4)))
          .isEqualTo(new UpperMismatch(at(1), at(0)));
      assertThat(handles.writer().compareAndAppendBatch(batches, at(0), at(3)))
          .isEqualTo(new Appended(at(3)));
      handles.writer().compareAndAppend(keys(3, 4), at(3), at(4));
      assertThat(contents(handles.reader(), 3)).containsOnlyKeys("a", "b", "key3");
    }
  }

  @Test
  void aStagedBatchIsAppendedAtALaterTimeWithoutBeingWrittenAgain() {
    try (Handles<String, Unit> handles = handles();
        Listen<String, Unit> listen = handles.reader().listen(at(0));
        BatchBuilder<String, Unit> builder = handles.writer().builder(at(0))) {
      builder.add("a", Unit.UNIT, 0, 1);
      builder.add("b", Unit.UNIT, 0, 1);
      builder.add("b", Unit.UNIT, 0, 1);
      Batch batch = builder.finish(at(1));
      handles.writer().append(keys(0, 3), at(0), at(3));
      assertThat(handles.writer().compareAndAppendBatch(List.of(batch), at(0), at(1)))
          .isEqualTo(new UpperMismatch(at(0), at(3)));
      batch.rewriteTimes(at(3), at(4));
      handles.writer().append(keys(3, 5), at(3), at(5));
      assertThat(handles.writer().compareAndAppendBatch(List.of(batch), at(3), at(4)))
          .isEqualTo(new UpperMismatch(at(3), at(5)));
      batch.rewriteTimes(at(6), at(7));
      assertThat(batch.lower()).isEqualTo(at(0));
      assertThat(batch.upper()).isEqualTo(at(7));
      assertThat(handles.writer().compareAndAppendBatch(List.of(batch), at(5), at(7)))
          .isEqualTo(new Appended(at(7)));
      assertThat(contents(handles.reader(), 5)).isEqualTo(sums(keys(0, 5)));
      assertThat(contents(handles.reader(), 6)).containsEntry("a", 1L).containsEntry("b", 2L);
      assertThat(sums(listenUntil(listen, 7)).keySet())
          .containsExactly("a", "b", "key1", "key2", "key3", "key4");
      for (long time = 7; time < 30; time++) {
        handles.writer().compareAndAppend(keys(time, time + 1), at(time), at(time + 1));
      }
      assertThat(contents(handles.reader(), 5)).as("also once compacted").hasSize(5);
      assertThat(contents(handles.reader(), 6)).hasSize(7).containsEntry("b", 2L);
    }
  }

  @Test
  void batchesTravelBetweenProcesses() {
    try (Handles<String, Unit> handles = handles();
        PersistClient elsewhere = new OneProcess(config).open(location());
        BatchBuilder<String, Unit> builder =
            elsewhere.batchBuilder(shard, Codec.string(), Codec.unit(), at(0))) {
      keys(0, 3).forEach(u -> builder.add(u.key(), u.value(), u.time(), u.diff()));
      Batch built = builder.finish(at(3));
      Batch received = handles.writer().batchFromTransmittable(built.intoTransmittable());
      built.close();
      assertThat(received.shardId()).isEqualTo(shard);
      assertThat(received.updates()).isEqualTo(3);
      assertThat(received.lower()).isEqualTo(at(0));
      assertThat(received.upper()).isEqualTo(at(3));
      assertThat(handles.writer().appendBatch(received, at(0), at(3)))
          .isEqualTo(new Appended(at(3)));
      assertThat(contents(handles.reader(), 2)).isEqualTo(sums(keys(0, 3)));
    }
  }

  @Test
  void buildersAndAppendersWorkTogether() throws Exception {
    new SeedWorkload(client, shard).runTwoBuildersAndTwoAppenders();
  }

  @Test
  void readsWaitForWhatIsStillToBeWritten() throws Exception {
    ExecutorService background = Executors.newFixedThreadPool(2);
    try (Handles<String, Unit> handles = handles();
        Listen<String, Unit> listen = handles.reader().listen(at(1))) {
      Future<ListenEvent<String, Unit>> event = background.submit(() -> listen.next());
      Future<Object> snapshot = background.submit(() -> contents(handles.reader(), 3));
      assertThatThrownBy(() -> event.get(50, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);

      handles.writer().append(keys(0, 3), at(0), at(3));
      assertThat(event.get(20, TimeUnit.SECONDS)).isEqualTo(new ListenEvent.Changes<>(keys(2, 3)));
      assertThat(listen.next()).isEqualTo(new ListenEvent.Progress<>(at(3)));
      assertThatThrownBy(() -> snapshot.get(50, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);

      handles.writer().append(keys(3, 4), at(3), at(4));
      assertThat(snapshot.get(20, TimeUnit.SECONDS)).isEqualTo(sums(keys(0, 4)));
    } finally {
      background.shutdownNow();
    }
  }

  @Test
  void waitingEndsAtTheDeadlineOrWhenInterrupted() {
    try (Handles<String, Unit> handles = handles();
        Listen<String, Unit> listen = handles.reader().listen(at(0))) {
      assertThatThrownBy(() -> listen.next(Deadline.after(Duration.ofMillis(20))))
          .isInstanceOf(DeadlineExceededException.class);
      assertThatThrownBy(
              () ->
                  handles
                      .reader()
                      .snapshot(at(0), Scan.everything(), Deadline.after(Duration.ofMillis(20))))
          .isInstanceOf(DeadlineExceededException.class)
          .hasMessageContaining("not past [0]");
      Thread.currentThread().interrupt();
      assertThatThrownBy(listen::next).isInstanceOf(CancelledException.class);
      assertThat(Thread.interrupted()).isTrue();
      handles.writer().append(keys(0, 2), at(0), at(2));
      assertThat(listenUntil(listen, 2)).containsExactlyElementsOf(keys(1, 2));
    }
  }

  @Test
  void aClosedShardIsToldToTheEnd() {
    try (Handles<String, Unit> handles = handles();
        Listen<String, Unit> listen = handles.reader().listen(at(0))) {
      Frontier never = Frontier.empty(at(0).domain());
      handles.writer().compareAndAppend(keys(1, 2), at(0), never);
      assertThat(listen.next()).isEqualTo(new ListenEvent.Changes<>(keys(1, 2)));
      assertThat(listen.next()).isEqualTo(new ListenEvent.Progress<>(never));
      assertThat(listen.next()).isEqualTo(new ListenEvent.Closed<>());
      assertThat(listen.next()).isEqualTo(new ListenEvent.Closed<>());
      assertThat(contents(handles.reader(), 7)).isEqualTo(sums(keys(1, 2)));
    }
  }

  @Test
  void anotherProcessFindsWhatADroppedOneCommitted() {
    try (WriteHandle<String, Unit> dropped = writer(client, shard)) {
      for (long time = 0; time < 40; time++) {
        dropped.compareAndAppend(keys(time, time + 1), at(time), at(time + 1));
        if (time % 13 == 0) {
          try (PersistClient elsewhere = new OneProcess(config).open(location());
              ReadHandle<String, Unit> reader = reader(elsewhere, shard)) {
            assertThat(contents(reader, time)).isEqualTo(sums(keys(0, time + 1)));
          }
        }
      }
    }
  }

  @Test
  void racingWritersCommitEverythingOnce() throws Exception {
    int commits = 250;
    ExecutorService racers = Executors.newFixedThreadPool(2);
    try (PersistClient elsewhere = new OneProcess(config).open(location());
        ReadHandle<String, Unit> reader = reader(client, shard)) {
      Future<?> ours = racers.submit(() -> commit(client, "ours", commits));
      Future<?> theirs = racers.submit(() -> commit(elsewhere, "theirs", commits));
      ours.get(120, TimeUnit.SECONDS);
      theirs.get(120, TimeUnit.SECONDS);
      Frontier upper = reader.fetchRecentUpper();
      assertThat(contents(reader, upper.only() - 1))
          .hasSize(2 * commits)
          .allSatisfy((key, copies) -> assertThat(copies).isEqualTo(1));
    } finally {
      racers.shutdownNow();
    }
  }

  /** Each looks, finds the row, takes it away if nobody was faster, and else looks again. */
  @Test
  void ofTwoWhoTakeTheSameRowAwayOneAlwaysLosesAlsoWhileTheShardIsCompacted() throws Exception {
    int rows = 40;
    try (WriteHandle<String, Unit> writer = writer(client, shard)) {
      writer.append(keys(0, rows / 2), at(0), at(rows / 2));
      for (long time = rows / 2; time < rows; time++) {
        writer.append(keys(time, time + 1), at(time), at(time + 1));
      }
    }
    ExecutorService racers = Executors.newFixedThreadPool(3);
    AtomicBoolean over = new AtomicBoolean();
    CyclicBarrier start = new CyclicBarrier(2);
    try (PersistClient elsewhere = new OneProcess(config).open(location());
        ShardUpkeep upkeep = client.openUpkeep(shard, Codec.string(), Codec.unit());
        ReadHandle<String, Unit> reader = reader(client, shard)) {
      Future<Integer> ours = racers.submit(() -> take(client, rows, start));
      Future<Integer> theirs = racers.submit(() -> take(elsewhere, rows, start));
      Future<Integer> compaction =
          racers.submit(
              () -> {
                int passes = 0;
                while (!over.get()) {
                  upkeep.compact(Deadline.after(Duration.ofSeconds(60)));
                  passes++;
                }
                return passes;
              });
      int taken = ours.get(120, TimeUnit.SECONDS) + theirs.get(120, TimeUnit.SECONDS);
      over.set(true);
      assertThat(compaction.get(120, TimeUnit.SECONDS)).isPositive();
      assertThat(taken).isEqualTo(rows);
      long upper = reader.fetchRecentUpper().only();
      for (long time = rows; time < upper; time++) {
        assertThat(contents(reader, time).values()).allMatch(copies -> copies == 1);
      }
      assertThat(contents(reader, upper - 1)).isEmpty();
    } finally {
      over.set(true);
      racers.shutdownNow();
    }
  }

  /** How many rows it was the one to take away. */
  private int take(PersistClient process, int rows, CyclicBarrier start) throws Exception {
    int taken = 0;
    try (WriteHandle<String, Unit> writer = writer(process, shard);
        ReadHandle<String, Unit> reader = reader(process, shard)) {
      for (int i = 0; i < rows; i++) {
        start.await(60, TimeUnit.SECONDS);
        Frontier upper = writer.fetchRecentUpper();
        while (contents(reader, upper.only() - 1).containsKey("key" + i)) {
          long time = upper.only();
          if (writer.compareAndAppend(List.of(delete("key" + i, time)), upper, at(time + 1))
              instanceof UpperMismatch mismatch) {
            upper = mismatch.actual();
          } else {
            upper = at(time + 1);
            taken++;
          }
        }
      }
    }
    return taken;
  }

  private void commit(PersistClient process, String name, int commits) {
    try (WriteHandle<String, Unit> writer = writer(process, shard)) {
      Frontier upper = writer.upper();
      for (int i = 0; i < commits; ) {
        long time = upper.only();
        AppendResult result =
            writer.compareAndAppend(List.of(insert(name + i, time)), upper, at(time + 1));
        if (result instanceof UpperMismatch mismatch) {
          upper = mismatch.actual();
        } else {
          upper = at(time + 1);
          i++;
        }
      }
    }
  }
}
