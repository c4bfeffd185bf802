package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.insert;
import static io.travertine.persist.OneProcess.reader;
import static io.travertine.persist.OneProcess.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.data.Unit;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Racers;
import io.travertine.persist.location.decorators.ExternalOperation;
import io.travertine.persist.location.decorators.MeteredBlob;
import io.travertine.persist.location.decorators.MeteredConsensus;
import io.travertine.persist.location.decorators.OperationCounts;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.pubsub.PubSubConnector;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An idle database makes next to no requests (design, promise 9). */
class IdleBudgetTest {

  private static final PersistLocation LOCATION = PersistLocation.of("mem:idle");

  private final ShardId shard = ShardId.generate(Seed.secure());
  private final MemoryPlace place = MemoryPlace.unnamed();
  private final VirtualTime time = new VirtualTime();
  private final OperationCounts asked = new OperationCounts();

  private OpenLocation metered() {
    return new OpenLocation(
        LOCATION,
        new MeteredBlob(place.blob(), time, asked),
        new MeteredConsensus(place.consensus(), time, asked));
  }

  /** A client whose requests are counted, and which has no heartbeats for hours. */
  private PersistClient counted(PubSubConnector pubSub) {
    return counted(pubSub, Duration.ofDays(10));
  }

  private PersistClient counted(PubSubConnector pubSub, Duration lease) {
    PersistConfig config =
        PersistConfig.defaults()
            .withClock(time)
            .withSeed(Seed.of(1))
            .withReaderLease(lease)
            .withPubSub(pubSub);
    return PersistClient.openAlone(metered(), config, time);
  }

  /** Commits as another process would. */
  private void commitElsewhere(String key, long from, long to) {
    OpenLocation unmetered = new OpenLocation(LOCATION, place.blob(), place.consensus());
    try (PersistClient elsewhere =
            new OneProcess(PersistConfig.defaults().withPubSub(PubSubConnector.none()))
                .open(unmetered);
        WriteHandle<String, Unit> writer = writer(elsewhere, shard)) {
      writer.append(List.of(insert(key, to - 1)), at(from), at(to));
    }
  }

  private void waitInVain(Listen<String, Unit> listen, Duration duration) {
    assertThatThrownBy(() -> listen.next(Deadline.after(duration, time)))
        .isInstanceOf(DeadlineExceededException.class);
  }

  @Test
  void aBlockedListenAsksOnceASecond() {
    try (PersistClient client = counted(PubSubConnector.none());
        ReadHandle<String, Unit> reader = reader(client, shard);
        Listen<String, Unit> listen = reader.listen(at(0))) {
      long before = asked.started();
      waitInVain(listen, Duration.ofSeconds(10));
      assertThat(asked.started() - before).isBetween(8L, 10L);

      for (int i = 0; i < 2_000; i++) {
        waitInVain(listen, Duration.ofMillis(50));
      }
      assertThat(asked.started() - before).as("requests in 110 s").isBetween(95L, 110L);
    }
  }

  @Test
  void aBlockedListenThatIsToldAsksOnceInTenSeconds() {
    try (PersistClient client = counted(new ScriptedPubSub());
        ReadHandle<String, Unit> reader = reader(client, shard);
        Listen<String, Unit> listen = reader.listen(at(0))) {
      long before = asked.started();
      waitInVain(listen, Duration.ofSeconds(100));
      assertThat(asked.started() - before).isBetween(8L, 10L);
    }
  }

  @Test
  void aPushThatGotLostIsFoundWithinTenSecondsAndPushesAreNotReliedOnForAMinute() {
    try (PersistClient client = counted(new ScriptedPubSub());
        ReadHandle<String, Unit> reader = reader(client, shard);
        Listen<String, Unit> listen = reader.listen(at(0))) {
      commitElsewhere("lost", 0, 2);
      long start = time.monotonicNanos();

      assertThat(listen.next()).isInstanceOf(ListenEvent.Changes.class);
      assertThat(time.monotonicNanos() - start).isLessThan(TimeUnit.SECONDS.toNanos(12));
      listen.next();

      long before = asked.started();
      waitInVain(listen, Duration.ofSeconds(30));
      assertThat(asked.started() - before).isBetween(25L, 33L);
    }
  }

  @Test
  void aClientWithNobodyWaitingOnlyKeepsItsLeases() {
    Duration lease = Duration.ofMinutes(15);
    try (PersistClient client = counted(PubSubConnector.none(), lease);
        ReadHandle<String, Unit> reader = reader(client, shard);
        Listen<String, Unit> listen = reader.listen(at(0));
        WriteHandle<String, Unit> writer = writer(client, shard)) {
      writer.append(List.of(insert("a", 0)), at(0), at(1));
      time.pass(TimeUnit.SECONDS.toNanos(1));
      long sets = asked.of(ExternalOperation.CONSENSUS_COMPARE_AND_SET).started();
      long before = asked.started();

      time.pass(lease.toNanos());

      long heartbeats = asked.of(ExternalOperation.CONSENSUS_COMPARE_AND_SET).started() - sets;
      assertThat(heartbeats).as("two readers, four times a lease").isBetween(6L, 10L);
      assertThat(asked.started() - before).isEqualTo(heartbeats);
      assertThat(listen.frontier()).isEqualTo(at(0));
      assertThat(reader.since()).isEqualTo(at(0));
    }
  }

  @Test
  void waitsOnOneShardShareTheirRequests() throws Exception {
    PersistConfig config = PersistConfig.defaults().withPubSub(PubSubConnector.none());
    OpenLocation location =
        new OpenLocation(
            LOCATION, place.blob(), new MeteredConsensus(place.consensus(), Clock.system(), asked));
    int waits = 8;
    try (PersistClient client = new OneProcess(config).open(location);
        ReadHandle<String, Unit> reader = reader(client, shard)) {
      long before = asked.started();
      long start = System.nanoTime();
      Racers.race(
          waits,
          number -> {
            Deadline deadline = Deadline.after(Duration.ofMillis(2_500), Clock.system());
            assertThatThrownBy(() -> reader.snapshot(at(5), Scan.everything(), deadline))
                .isInstanceOf(DeadlineExceededException.class);
            return true;
          });
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + 1;
      assertThat(asked.started() - before).isBetween(1L, seconds);
    }
  }
}
