package io.travertine.persist;

import static io.travertine.persist.OneProcess.TESTING;
import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.contents;
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
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.error.NoSuchShardException;
import io.travertine.persist.id.CriticalReaderId;
import io.travertine.persist.id.RollupId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The end of a shard (spec §1.7, §4.7, golden vector B4). */
@Tag("B4")
class FinalizeTest {

  private static final Frontier NEVER = Frontier.empty(TimeDomain.U64);
  private static final PersistConfig STORED =
      PersistConfig.defaults().withParts(10, 1).withInline(0, 0);

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final ShardId shard = ShardId.generate(Seed.secure());
  private final PersistClient client = process();

  private PersistClient process() {
    return new OneProcess(STORED)
        .open(new OpenLocation(PersistLocation.of("mem:unused"), place.blob(), place.consensus()));
  }

  @AfterEach
  void close() {
    client.close();
  }

  private void finish(PersistClient process) {
    process.finalizeShard(shard, Codec.string(), Codec.unit());
  }

  private SinceHandle critical(PersistClient process) {
    return process.openCriticalSince(
        shard, PersistClient.CONTROLLER_CRITICAL_SINCE, Codec.string(), Codec.unit(), TESTING);
  }

  private int versions() {
    return place.consensus().scan(shard.toString(), SeqNo.ZERO, Integer.MAX_VALUE).size();
  }

  private List<String> blobs() {
    List<String> names = new ArrayList<>();
    place.blob().listKeysAndMetadata(shard + "/", (name, size) -> names.add(name));
    return names;
  }

  private static void assertUnfinished(ThrowingCallable call, Frontier since, Frontier upper) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            InvalidUsageException.class,
            e -> assertThat(e.usage()).isEqualTo(new InvalidUsage.FinalizationError(since, upper)));
  }

  @Test
  void nextToNothingRemainsOfAFinalizedShard() {
    try (Handles<String, Unit> handles = client.open(shard, Codec.string(), Codec.unit(), TESTING);
        SinceHandle held = critical(client)) {
      WriteHandle<String, Unit> writer = handles.writer();
      for (long time = 0; time < 30; time++) {
        writer.compareAndAppend(keys(time, time + 1), at(time), at(time + 1));
      }
      assertUnfinished(() -> finish(client), at(0), at(30));
      handles.reader().downgradeSince(NEVER);
      assertUnfinished(() -> finish(client), at(0), at(30));
      held.compareAndDowngradeSince(0, 0, NEVER);
      assertUnfinished(() -> finish(client), NEVER, at(30));
      assertThat(client.isFinalized(shard)).isFalse();
      writer.compareAndAppend(List.of(), at(30), NEVER);

      finish(client);
      assertThat(client.isFinalized(shard)).isTrue();
      assertThat(versions()).isBetween(2, 3);
      assertThat(blobs()).hasSize(1).first().asString().contains("/v");

      SeqNo last = client.inspectShard(shard).seqNo();
      finish(client);
      assertTellsThatItIsGone(client, handles, held);
      assertThat(client.inspectShard(shard).seqNo()).isEqualTo(last);
    }
    try (PersistClient elsewhere = process()) {
      assertThat(elsewhere.isFinalized(shard)).isTrue();
      assertThat(elsewhere.inspectShard(shard).batches())
          .containsExactly(new ShardInspection.Batch(at(0), NEVER, NEVER, 0, 0, 0, 0, 0));
      finish(elsewhere);
    }
    assertThat(versions()).isBetween(2, 3);
    assertThat(blobs()).hasSize(1);
  }

  /** What handles from before and after say; none of it commits anything. */
  private void assertTellsThatItIsGone(
      PersistClient process, Handles<String, Unit> before, SinceHandle held) {
    assertThat(before.writer().compareAndAppend(keys(0, 1), at(0), at(1)))
        .isEqualTo(new UpperMismatch(at(0), NEVER));
    assertThat(before.writer().fetchRecentUpper()).isEqualTo(NEVER);
    assertThat(before.reader().downgradeSince(at(7))).isEqualTo(NEVER);
    assertThat(held.compareAndDowngradeSince(5, 6, at(7)))
        .isEqualTo(new SinceDowngrade.Downgraded(NEVER));
    assertThatThrownBy(() -> before.reader().snapshot(at(3)))
        .isInstanceOfSatisfying(
            HistoryLostException.class, e -> assertThat(e.since()).isEqualTo(NEVER));
    try (WriteHandle<String, Unit> writer = writer(process, shard);
        ReadHandle<String, Unit> reader = reader(process, shard);
        SinceHandle again = critical(process)) {
      assertThat(writer.append(keys(0, 1), at(0), at(1))).isEqualTo(new Appended(NEVER));
      assertThat(reader.since()).isEqualTo(NEVER);
      assertThat(again.since()).isEqualTo(NEVER);
    }
  }

  /** Written, and linked next: deleted in between it would be missed for ever. */
  @Test
  void leavesTheRollupThatAnotherProcessIsAboutToLink() {
    try (Handles<String, Unit> handles =
        client.open(shard, Codec.string(), Codec.unit(), TESTING)) {
      handles.writer().compareAndAppend(keys(0, 3), at(0), NEVER);
      handles.reader().downgradeSince(NEVER);
    }
    finish(client);
    long latest = Long.parseLong(blobs().get(0).replaceAll(".*/v(\\d+)/.*", "$1"));
    String later = shard + "/v" + (latest + 1) + "/" + RollupId.generate(Seed.secure());
    String earlier = shard + "/v" + (latest - 1) + "/" + RollupId.generate(Seed.secure());
    place.blob().set(later, new byte[0]);
    place.blob().set(earlier, new byte[0]);
    finish(client);
    assertThat(blobs()).hasSize(2).contains(later).doesNotContain(earlier);
  }

  @Test
  void aShardClosedForReadingCanStillBeWritten() {
    try (Handles<String, Unit> handles = client.open(shard, Codec.string(), Codec.unit(), TESTING);
        SinceHandle held = critical(client)) {
      handles.writer().append(keys(0, 2), at(0), at(2));
      assertThat(handles.reader().downgradeSince(NEVER)).isEqualTo(NEVER);
      assertThat(held.compareAndDowngradeSince(0, 0, NEVER))
          .isEqualTo(new SinceDowngrade.Downgraded(NEVER));
      assertThat(handles.reader().downgradeSince(NEVER)).isEqualTo(NEVER);
      try (ReadHandle<String, Unit> late = reader(client, shard)) {
        assertThat(late.since()).isEqualTo(NEVER);
        assertThatThrownBy(() -> late.snapshot(at(1)))
            .isInstanceOfSatisfying(
                HistoryLostException.class, e -> assertThat(e.since()).isEqualTo(NEVER));
        assertThatThrownBy(() -> late.listen(at(1))).isInstanceOf(HistoryLostException.class);
      }
      for (long time = 2; time < 20; time++) {
        assertThat(handles.writer().compareAndAppend(keys(time, time + 1), at(time), at(time + 1)))
            .isEqualTo(new Appended(at(time + 1)));
      }
      handles.writer().compareAndAppend(List.of(), at(20), NEVER);
      finish(client);
      assertThat(client.isFinalized(shard)).isTrue();
    }
  }

  @Test
  void aShardClosedForWritingCanStillBeRead() {
    try (Handles<String, Unit> handles =
        client.open(shard, Codec.string(), Codec.unit(), TESTING)) {
      handles.writer().append(keys(0, 3), at(0), NEVER);
      assertThat(handles.writer().compareAndAppend(List.of(), at(3), at(4)))
          .isEqualTo(new UpperMismatch(at(3), NEVER));
      assertThat(contents(handles.reader(), 1)).isEqualTo(sums(keys(0, 2)));
      assertThat(contents(handles.reader(), 1_000_000)).isEqualTo(sums(keys(0, 3)));
      assertUnfinished(() -> finish(client), at(0), NEVER);
      handles.reader().downgradeSince(NEVER);
      finish(client);
      assertThat(client.isFinalized(shard)).isTrue();
    }
  }

  @Test
  void heartbeatsOfAFinalizedShardAreInVainButDoNoHarm() {
    try (Handles<String, Unit> handles =
        client.open(shard, Codec.string(), Codec.unit(), TESTING)) {
      handles.writer().append(List.of(insert("a", 0)), at(0), NEVER);
      handles.reader().downgradeSince(NEVER);
      finish(client);
      SeqNo last = client.inspectShard(shard).seqNo();
      for (int beat = 0; beat < 3; beat++) {
        assertThat(handles.reader().downgradeSince(NEVER)).isEqualTo(NEVER);
      }
      assertThat(client.inspectShard(shard).seqNo()).isEqualTo(last);
    }
  }

  @Test
  void twoProcessesMayFinalizeAtOnce() throws Exception {
    ExecutorService racers = Executors.newFixedThreadPool(2);
    try (PersistClient elsewhere = process();
        Handles<String, Unit> handles = client.open(shard, Codec.string(), Codec.unit(), TESTING)) {
      for (long time = 0; time < 20; time++) {
        handles.writer().compareAndAppend(keys(time, time + 1), at(time), at(time + 1));
      }
      handles.writer().compareAndAppend(List.of(), at(20), NEVER);
      handles.reader().downgradeSince(NEVER);
      Future<?> ours = racers.submit(() -> finish(client));
      Future<?> theirs = racers.submit(() -> finish(elsewhere));
      ours.get(60, TimeUnit.SECONDS);
      theirs.get(60, TimeUnit.SECONDS);
      assertThat(client.isFinalized(shard)).isTrue();
      finish(client);
      assertThat(versions()).isLessThan(8);
    } finally {
      racers.shutdownNow();
    }
  }

  @Test
  void nothingIsCreatedByAsking() {
    assertThatThrownBy(() -> client.inspectShard(shard))
        .isInstanceOf(NoSuchShardException.class)
        .hasMessageContaining(shard.toString());
    assertThatThrownBy(() -> client.isFinalized(shard)).isInstanceOf(NoSuchShardException.class);
    assertThatThrownBy(() -> client.recentUpper(shard)).isInstanceOf(NoSuchShardException.class);
    assertThatThrownBy(() -> finish(client)).isInstanceOf(NoSuchShardException.class);
    assertThat(versions()).isZero();
    assertThat(blobs()).isEmpty();
  }

  @Test
  void anInspectionShowsWhoHoldsWhat() {
    try (Handles<String, Unit> handles = client.open(shard, Codec.string(), Codec.unit(), TESTING);
        SinceHandle held = critical(client);
        PersistClient elsewhere = process()) {
      handles.writer().append(keys(0, 3), at(0), at(3));
      held.compareAndDowngradeSince(0, 42, at(2));
      handles.reader().downgradeSince(at(1));
      ShardInspection shown = elsewhere.inspectShard(shard);
      assertThat(shown.shardId()).isEqualTo(shard);
      assertThat(shown.codecs())
          .isEqualTo(new ShardInspection.Codecs("String", "()", "u64", "i64"));
      assertThat(shown.since()).isEqualTo(at(1));
      assertThat(shown.upper()).isEqualTo(at(3));
      assertThat(shown.leasedReaders())
          .singleElement()
          .satisfies(
              reader -> {
                assertThat(reader.id()).isEqualTo(handles.reader().readerId());
                assertThat(reader.since()).isEqualTo(at(1));
                assertThat(reader.purpose()).isEqualTo("test");
              });
      assertThat(shown.criticalReaders())
          .containsExactly(
              new ShardInspection.CriticalReader(
                  CriticalReaderId.parse("c00000000-1111-2222-3333-444444444444"),
                  at(2),
                  42,
                  "u64",
                  STORED.hostname(),
                  "test"));
      assertThat(shown.writers())
          .singleElement()
          .satisfies(w -> assertThat(w.upper()).isEqualTo(at(3)));
      assertThat(shown.batches())
          .singleElement()
          .satisfies(
              batch -> {
                assertThat(batch.updates()).isEqualTo(3);
                assertThat(batch.parts()).isEqualTo(3);
                assertThat(batch.storedBytes()).isPositive();
                assertThat(batch.inlineBytes()).isZero();
              });
      assertThat(shown.rollups()).hasSize(1);
      assertThat(elsewhere.recentUpper(shard)).isEqualTo(at(3));
    }
  }
}
