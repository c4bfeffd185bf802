package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.keys;
import static io.travertine.persist.OneProcess.reader;
import static io.travertine.persist.OneProcess.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.AppendResult.Appended;
import io.travertine.persist.data.Unit;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.LocationException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.decorators.Unreliability;
import io.travertine.persist.location.decorators.UnreliableConsensus;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.pubsub.PubSubConnector;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.ManualClock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for a shard gives up at its deadline, also when nobody can look in Consensus. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ReadDeadlineTest {

  private final ScriptedPubSub told = new ScriptedPubSub();
  private final PersistConfig quiet =
      PersistConfig.defaults().withCompaction(false).withPubSub(told);
  private final MemoryPlace place = MemoryPlace.unnamed();
  private final ShardId shard = ShardId.generate(Seed.secure());
  private final Unreliability toConsensus = new Unreliability(Seed.of(1));
  private final ScriptedConsensus consensus =
      new ScriptedConsensus(new UnreliableConsensus(place.consensus(), toConsensus));
  private final PersistLocation name = PersistLocation.of("mem:unused");
  private final PersistClient client;
  private final WriteHandle<String, Unit> writer;
  private final ReadHandle<String, Unit> reader;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  ReadDeadlineTest() {
    toConsensus.totallyAvailable();
    this.client = new OneProcess(quiet).open(new OpenLocation(name, place.blob(), consensus));
    this.writer = writer(client, shard);
    this.reader = reader(client, shard);
  }

  @AfterEach
  void close() {
    toConsensus.totallyAvailable();
    threads.shutdownNow();
    reader.close();
    writer.close();
    client.close();
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofMillis(200));
  }

  /** Whoever waits next looks in Consensus at once. */
  private void hint() {
    told.announce(shard, new SeqNo(Long.MAX_VALUE));
  }

  @Test
  void whoLooksForAllGivesUpAtItsOwnDeadline() {
    toConsensus.totallyUnavailable();
    hint();
    assertThatThrownBy(() -> writer.waitForUpperPast(at(3), soon()))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessageContaining("upper of " + shard + " is [0], not past [3]")
        .hasRootCauseInstanceOf(LocationException.class);
    hint();
    assertThatThrownBy(() -> reader.snapshot(at(3), Scan.everything(), soon()))
        .isInstanceOf(DeadlineExceededException.class);
  }

  @Test
  void anotherLooksOnForTheOthers() throws Exception {
    toConsensus.totallyUnavailable();
    int before = consensus.reads();
    hint();
    Future<?> looking = threads.submit(() -> writer.waitForUpperPast(at(0), soon()));
    while (consensus.reads() == before) {
      Thread.onSpinWait();
    }
    Deadline later = Deadline.after(Duration.ofSeconds(50));
    Future<?> patient = threads.submit(() -> writer.waitForUpperPast(at(0), later));
    told.fallSilent(); // so that who looks next does so within a second
    assertThatThrownBy(looking::get).hasCauseInstanceOf(DeadlineExceededException.class);

    toConsensus.totallyAvailable();
    try (PersistClient elsewhere =
            new OneProcess(quiet.withPubSub(PubSubConnector.none()))
                .open(new OpenLocation(name, place.blob(), place.consensus()));
        WriteHandle<String, Unit> other = writer(elsewhere, shard)) {
      assertThat(other.compareAndAppend(keys(0, 2), at(0), at(2))).isEqualTo(new Appended(at(2)));
    }
    patient.get();
  }

  /** Everybody else goes on and on. */
  @Test
  void whoLooksAgainForWhatAnOverlayLacksIsPacedAndGivesUp() {
    ManualClock clock = ManualClock.hurrying();
    PersistConfig config = PersistConfig.defaults().withClock(clock).withCompaction(false);
    try (OneShard one = new OneShard(config);
        ReadHandle<String, Unit> never = one.reader()) {
      long before = one.consensusCalls().started();
      Deadline soon = Deadline.after(Duration.ofSeconds(10), clock);
      assertThatThrownBy(
              () -> never.snapshot(Frontier.at(3), Scan.everything(), Overlay.NONE, soon))
          .isInstanceOf(DeadlineExceededException.class)
          .hasMessageContaining("[3]");
      assertThat(one.consensusCalls().started() - before).isBetween(2L, 200L);
      Thread.currentThread().interrupt();
      assertThatThrownBy(
              () ->
                  never.snapshot(Frontier.at(3), Scan.everything(), Overlay.NONE, Deadline.none()))
          .isInstanceOf(CancelledException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
