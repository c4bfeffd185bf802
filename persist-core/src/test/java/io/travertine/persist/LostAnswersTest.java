package io.travertine.persist;

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
import io.travertine.persist.data.Seeds;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.PoisonedException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.decorators.Unreliability;
import io.travertine.persist.location.decorators.UnreliableBlob;
import io.travertine.persist.location.decorators.UnreliableConsensus;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.ManualClock;
import io.travertine.persist.time.TimeDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Appends whose answer gets lost are resolved, never guessed (spec appendix B3). */
@Tag("B3")
class LostAnswersTest {

  private static final PersistConfig QUIET = PersistConfig.defaults().withCompaction(false);

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final ShardId shard = ShardId.generate(Seed.secure());
  private final ScriptedConsensus consensus = new ScriptedConsensus(place.consensus());
  private final PersistLocation name = PersistLocation.of("mem:unused");
  private final PersistClient client =
      new OneProcess(QUIET).open(new OpenLocation(name, place.blob(), consensus));
  private final PersistClient elsewhere =
      new OneProcess(QUIET).open(new OpenLocation(name, place.blob(), place.consensus()));
  private final WriteHandle<String, Unit> writer = writer(client, shard);

  @AfterEach
  void close() {
    writer.close();
    client.close();
    elsewhere.close();
  }

  private void otherAppends(long lower, long upper) {
    try (WriteHandle<String, Unit> other = writer(elsewhere, shard)) {
      assertThat(other.compareAndAppend(keys(lower, upper), at(lower), at(upper)))
          .isEqualTo(new Appended(at(upper)));
    }
  }

  private void assertContents(Iterable<Update<String, Unit>> updates, long time) {
    try (ReadHandle<String, Unit> reader = reader(elsewhere, shard)) {
      assertThat(contents(reader, time)).isEqualTo(sums(updates));
    }
  }

  private int versions() {
    return place.consensus().scan(shard.toString(), SeqNo.ZERO, Integer.MAX_VALUE).size();
  }

  @Test
  void commitsWhatDidNotHappenTheFirstTime() {
    consensus.loseRequest(() -> {});
    assertThat(writer.compareAndAppend(keys(0, 2), at(0), at(2))).isEqualTo(new Appended(at(2)));
    assertContents(keys(0, 2), 1);
  }

  @Test
  void doesNotCommitTwiceWhatHappened() {
    consensus.loseResponse(() -> {});
    assertThat(writer.compareAndAppend(keys(0, 2), at(0), at(2))).isEqualTo(new Appended(at(2)));
    assertThat(versions()).isEqualTo(2);
    assertContents(keys(0, 2), 1);
  }

  @Test
  void seesThatAnotherWasFirstAfterALostRequest() {
    consensus.loseRequest(() -> otherAppends(0, 3));
    assertThat(writer.compareAndAppend(List.of(insert("x", 0)), at(0), at(2)))
        .isEqualTo(new UpperMismatch(at(0), at(3)));
    assertContents(keys(0, 3), 2);
  }

  @Test
  void seesThatItWasFirstAlthoughAnotherFollowed() {
    consensus.loseResponse(() -> otherAppends(2, 3));
    assertThat(writer.compareAndAppend(keys(0, 2), at(0), at(2))).isEqualTo(new Appended(at(2)));
    assertContents(keys(0, 3), 2);
  }

  @Test
  void seesThatItWasFirstAlthoughTheStateHasForgottenItsWriter() {
    consensus.loseResponse(() -> othersAppendInTwoHours(2, 3));
    assertThat(writer.compareAndAppend(keys(0, 2), at(0), at(2))).isEqualTo(new Appended(at(2)));
    assertContents(keys(0, 3), 2);
  }

  @Test
  void seesThatAnotherWasFirstAlthoughTheStateHasForgottenItsWriter() {
    writer.compareAndAppend(keys(0, 2), at(0), at(2));
    consensus.loseRequest(() -> othersAppendInTwoHours(2, 3));
    assertThat(writer.compareAndAppend(keys(2, 4), at(2), at(4)))
        .isEqualTo(new UpperMismatch(at(2), at(3)));
    assertContents(keys(0, 3), 2);
  }

  /** Leases of writers are over by then. */
  private void othersAppendInTwoHours(long lower, long upper) {
    ManualClock clock =
        ManualClock.standingAt(Clock.system().epochMillis() + Duration.ofHours(2).toMillis());
    OpenLocation reliable = new OpenLocation(name, place.blob(), place.consensus());
    try (PersistClient later = new OneProcess(QUIET.withClock(clock)).open(reliable);
        WriteHandle<String, Unit> other = writer(later, shard)) {
      assertThat(other.compareAndAppend(keys(lower, upper), at(lower), at(upper)))
          .isEqualTo(new Appended(at(upper)));
    }
  }

  /** Its version is collected, and its writer is not in the state any more. */
  @Test
  void saysSoWhenTheShardWasFinalizedBeforeItCouldTell() {
    consensus.loseResponse(
        () -> {
          try (WriteHandle<String, Unit> other = writer(elsewhere, shard);
              ReadHandle<String, Unit> reader = reader(elsewhere, shard)) {
            other.compareAndAppend(List.of(), at(2), Frontier.empty(TimeDomain.U64));
            reader.downgradeSince(Frontier.empty(TimeDomain.U64));
          }
          elsewhere.finalizeShard(shard, Codec.string(), Codec.unit());
        });
    assertThatThrownBy(() -> writer.compareAndAppend(keys(0, 2), at(0), at(2)))
        .isInstanceOf(IndeterminateException.class)
        .hasMessageContaining("cannot tell");
    assertThat(writer.compareAndAppend(keys(2, 3), at(2), at(3)))
        .isEqualTo(new UpperMismatch(at(2), Frontier.empty(TimeDomain.U64)));
  }

  /** Not told of a mismatch only because this process has not looked (#20776). */
  @Test
  void takesTheCallersWordForAnUpperThatThisProcessHasNotSeen() {
    otherAppends(0, 3);
    assertThat(writer.upper()).isEqualTo(at(0));
    assertThat(writer.compareAndAppend(keys(3, 4), at(3), at(4))).isEqualTo(new Appended(at(4)));
    assertContents(keys(0, 4), 3);
  }

  @Test
  void theSameUpdatesInANewCallAreAnotherAppend() {
    writer.compareAndAppend(keys(0, 2), at(0), at(2));
    assertThat(writer.compareAndAppend(keys(0, 2), at(0), at(2)))
        .isEqualTo(new UpperMismatch(at(0), at(2)));
  }

  @Test
  void anInterruptedAppendLeavesNoDoubtForTheNext() {
    consensus.loseResponse(Thread.currentThread()::interrupt);
    assertThatThrownBy(() -> writer.compareAndAppend(keys(0, 2), at(0), at(2)))
        .isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
    consensus.loseResponse(() -> {});
    assertThat(writer.compareAndAppend(keys(0, 2), at(0), at(2)))
        .isEqualTo(new UpperMismatch(at(0), at(2)));
    assertThat(writer.compareAndAppend(keys(2, 3), at(2), at(3))).isEqualTo(new Appended(at(3)));
    assertContents(keys(0, 3), 2);
  }

  @Test
  void aSmallCommitIsOneWriteAndAReadInTheSameProcessNone() {
    try (ReadHandle<String, Unit> reader = reader(client, shard)) {
      writer.compareAndAppend(keys(0, 1), at(0), at(1));
      int reads = consensus.reads();
      int writes = consensus.writes();
      writer.compareAndAppend(keys(1, 2), at(1), at(2));
      assertThat(contents(reader, 1)).hasSize(2);
      assertThat(consensus.writes()).isEqualTo(writes + 1);
      assertThat(consensus.reads()).isEqualTo(reads);
      assertThat(reader.fetchRecentUpper()).isEqualTo(at(2));
      assertThat(consensus.reads()).isEqualTo(reads + 1);
    }
  }

  @Test
  void aBrokenLogPoisonsTheShardAndNothingElse() {
    writer.compareAndAppend(keys(0, 2), at(0), at(2));
    SeqNo next = place.consensus().head(shard.toString()).orElseThrow().seqNo().next();
    place
        .consensus()
        .compareAndSet(
            shard.toString(),
            Optional.of(new SeqNo(next.value() - 1)),
            new Versioned(next, new byte[] {1, 2, 3}));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(writer::fetchRecentUpper).isInstanceOf(PoisonedException.class);
      assertThatThrownBy(() -> writer.compareAndAppend(keys(2, 3), at(2), at(3)))
          .isInstanceOf(PoisonedException.class)
          .hasMessageContaining(shard.toString());
    }
    try (WriteHandle<String, Unit> fine = writer(client, ShardId.generate(Seed.secure()))) {
      assertThat(fine.compareAndAppend(keys(0, 2), at(0), at(2))).isEqualTo(new Appended(at(2)));
    }
  }

  @Test
  void unreliableStoresOnlyCostTime() {
    Seeds.forEach(3, LostAnswersTest::commitOnUnreliableStores);
  }

  private static void commitOnUnreliableStores(long seed) {
    MemoryPlace place = MemoryPlace.unnamed();
    ShardId shard = ShardId.generate(Seed.of(seed));
    PersistConfig config =
        PersistConfig.defaults().withRollupVersions(16).withParts(64, 1).withInline(200, 600);
    ExecutorService processes = Executors.newFixedThreadPool(2);
    try {
      List<Future<List<String>>> committed = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Unreliability unreliability = new Unreliability(Seed.of(seed * 2 + i));
        unreliability.partiallyAvailable(0.9, 0.1);
        OpenLocation location =
            new OpenLocation(
                PersistLocation.of("mem:unused"),
                new UnreliableBlob(place.blob(), unreliability),
                new UnreliableConsensus(place.consensus(), unreliability));
        String prefix = "process" + i + "-";
        committed.add(
            processes.submit(() -> commit(new OneProcess(config).open(location), shard, prefix)));
      }
      List<String> expected = new ArrayList<>();
      for (Future<List<String>> each : committed) {
        expected.addAll(each.get(120, TimeUnit.SECONDS));
      }
      OpenLocation reliable =
          new OpenLocation(PersistLocation.of("mem:unused"), place.blob(), place.consensus());
      try (PersistClient client = new OneProcess(config).open(reliable);
          ReadHandle<String, Unit> reader = reader(client, shard)) {
        long upper = reader.fetchRecentUpper().only();
        assertThat(contents(reader, upper - 1))
            .containsOnlyKeys(expected)
            .allSatisfy((key, copies) -> assertThat(copies).isEqualTo(1));
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      processes.shutdownNow();
    }
  }

  private static List<String> commit(PersistClient client, ShardId shard, String prefix) {
    List<String> committed = new ArrayList<>();
    try (client;
        WriteHandle<String, Unit> writer = writer(client, shard)) {
      Frontier upper = writer.upper();
      while (committed.size() < 100) {
        String key = prefix + committed.size();
        long time = upper.only();
        AppendResult result =
            writer.compareAndAppend(List.of(insert(key, time)), upper, at(time + 1));
        upper = writer.upper();
        if (result instanceof Appended) {
          committed.add(key);
        }
      }
    }
    return committed;
  }
}
