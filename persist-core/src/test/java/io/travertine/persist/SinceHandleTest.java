package io.travertine.persist;

import static io.travertine.persist.OneProcess.TESTING;
import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.contents;
import static io.travertine.persist.OneProcess.keys;
import static io.travertine.persist.OneProcess.reader;
import static io.travertine.persist.OneProcess.sums;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.SinceDowngrade.Downgraded;
import io.travertine.persist.SinceDowngrade.Fenced;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.id.CriticalReaderId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.decorators.Unreliability;
import io.travertine.persist.location.decorators.UnreliableConsensus;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Holds that never expire (spec §7.10; golden vector B9 through the porch). */
class SinceHandleTest {

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final ShardId shard = ShardId.generate(Seed.secure());
  private final CriticalReaderId id = CriticalReaderId.generate(Seed.secure());
  private final PersistClient client = process(PersistConfig.defaults());

  private PersistClient process(PersistConfig config) {
    return new OneProcess(config)
        .open(new OpenLocation(PersistLocation.of("mem:unused"), place.blob(), place.consensus()));
  }

  @AfterEach
  void close() {
    client.close();
  }

  private SinceHandle open(PersistClient process) {
    return process.openCriticalSince(shard, id, Codec.string(), Codec.unit(), TESTING);
  }

  private SeqNo version() {
    return client.inspectShard(shard).seqNo();
  }

  @Test
  void theControllersIdIsWellKnown() {
    assertThat(PersistClient.CONTROLLER_CRITICAL_SINCE)
        .hasToString("c00000000-1111-2222-3333-444444444444");
  }

  @Test
  void aHoldMovesForWhoKnowsItsToken() {
    try (SinceHandle handle = open(client)) {
      assertThat(version()).isEqualTo(new SeqNo(2));
      assertThat(handle.since()).isEqualTo(at(0));
      assertThat(handle.opaque()).isZero();
      assertThat(handle.compareAndDowngradeSince(0, 0, at(2))).isEqualTo(new Downgraded(at(2)));
      assertThat(handle.compareAndDowngradeSince(100, 1, at(9))).isEqualTo(new Fenced(0, at(2)));
      assertThat(version()).as("being fenced is linearized").isEqualTo(new SeqNo(4));
      assertThat(handle.compareAndDowngradeSince(0, 11, at(3))).isEqualTo(new Downgraded(at(3)));
      assertThat(handle.opaque()).isEqualTo(11);
      assertThat(handle.compareAndDowngradeSince(11, 11, at(0)))
          .as("does not go back")
          .isEqualTo(new Downgraded(at(3)));
      assertThat(version()).isEqualTo(new SeqNo(6));
      assertThat(handle.since()).isEqualTo(at(3));
    }
  }

  @Test
  void aNewLeaderFencesTheOldOneOff() {
    try (SinceHandle old = open(client);
        PersistClient elsewhere = process(PersistConfig.defaults());
        SinceHandle young = open(elsewhere)) {
      assertThat(old.compareAndDowngradeSince(0, 1, at(5))).isEqualTo(new Downgraded(at(5)));
      assertThat(young.compareAndDowngradeSince(young.opaque(), 2, young.since()))
          .as("it did not know yet")
          .isEqualTo(new Fenced(1, at(5)));
      assertThat(young.opaque()).isEqualTo(1);
      assertThat(young.compareAndDowngradeSince(young.opaque(), 2, at(3)))
          .as("the token takes effect, although since would go back")
          .isEqualTo(new Downgraded(at(5)));
      assertThat(young.opaque()).isEqualTo(2);
      assertThat(old.compareAndDowngradeSince(1, 1, at(7))).isEqualTo(new Fenced(2, at(5)));
      assertThat(old.opaque()).isEqualTo(2);
      assertThat(client.inspectShard(shard).criticalReaders())
          .singleElement()
          .satisfies(held -> assertThat(held.opaque()).isEqualTo(2));
    }
  }

  @Test
  void anUpkeeperIsNotMoreEagerThanItsInterval() {
    ManualClock clock = ManualClock.standing();
    try (PersistClient upkeeper = process(PersistConfig.defaults().withClock(clock));
        SinceHandle handle = open(upkeeper)) {
      assertThat(handle.maybeCompareAndDowngradeSince(0, 0, at(1)))
          .isEqualTo(Optional.of(new Downgraded(at(1))));
      SeqNo last = version();
      clock.advance(Duration.ofMillis(29_999));
      assertThat(handle.maybeCompareAndDowngradeSince(0, 0, at(2))).isEmpty();
      assertThat(version()).isEqualTo(last);
      assertThat(handle.compareAndDowngradeSince(0, 0, at(3)))
          .as("not limited")
          .isEqualTo(new Downgraded(at(3)));
      clock.advance(Duration.ofMillis(1));
      assertThat(handle.maybeCompareAndDowngradeSince(7, 0, at(4)))
          .isEqualTo(Optional.of(new Fenced(0, at(3))));
      assertThat(handle.maybeCompareAndDowngradeSince(0, 0, at(4))).isEmpty();
    }
  }

  @Test
  void openingAgainFindsTheHoldAsItWas() {
    try (SinceHandle handle = open(client)) {
      handle.compareAndDowngradeSince(0, 42, at(5));
    }
    SeqNo last = version();
    try (PersistClient elsewhere = process(PersistConfig.defaults());
        SinceHandle again = open(elsewhere)) {
      assertThat(again.since()).isEqualTo(at(5));
      assertThat(again.opaque()).isEqualTo(42);
      assertThat(again.readerId()).isEqualTo(id);
      assertThat(again.shardId()).isEqualTo(shard);
    }
    assertThat(version()).as("the same holder changes nothing").isEqualTo(last);
    assertThatThrownBy(
            () ->
                client.openCriticalSince(
                    shard, id, new OpaqueCodec("epoch", 7), Codec.string(), Codec.unit(), TESTING))
        .isInstanceOfSatisfying(
            InvalidUsageException.class,
            e -> assertThat(e.usage()).isEqualTo(new InvalidUsage.OpaqueMismatch("epoch", "u64")));
  }

  @Test
  void closingDoesNotRelease() {
    open(client).close();
    try (Handles<String, Unit> handles =
        client.open(shard, Codec.string(), Codec.unit(), TESTING)) {
      handles.writer().append(keys(0, 9), at(0), at(9));
      handles.reader().downgradeSince(at(8));
    }
    assertThat(client.inspectShard(shard).since()).isEqualTo(at(0));
    try (ReadHandle<String, Unit> reader = reader(client, shard)) {
      assertThat(contents(reader, 3)).isEqualTo(sums(keys(0, 4)));
    }
    SinceHandle closed = open(client);
    closed.close();
    assertThatThrownBy(() -> closed.compareAndDowngradeSince(0, 0, at(1)))
        .isInstanceOf(IllegalStateException.class);
  }

  /** A reader that is forgotten takes its hold with it as soon as another one moves. */
  @Test
  void onlyACriticalHoldOutlivesEveryLease() {
    ShardId unheld = ShardId.generate(Seed.secure());
    open(client).close();
    Unreliability network = new Unreliability(Seed.of(1));
    network.totallyAvailable();
    OpenLocation remote =
        new OpenLocation(
            PersistLocation.of("mem:unused"),
            place.blob(),
            new UnreliableConsensus(place.consensus(), network));
    Duration lease = Duration.ofMillis(100);
    try (PersistClient cutOff =
            new OneProcess(PersistConfig.defaults().withReaderLease(lease)).open(remote);
        ReadHandle<String, Unit> held = reader(cutOff, shard);
        ReadHandle<String, Unit> lost = reader(cutOff, unheld)) {
      network.totallyUnavailable();
      Deadline silence = Deadline.after(lease.multipliedBy(3));
      while (!silence.hasPassed()) {
        Thread.onSpinWait();
      }
      for (ShardId each : List.of(shard, unheld)) {
        try (Handles<String, Unit> here =
            client.open(each, Codec.string(), Codec.unit(), TESTING)) {
          here.writer().append(keys(0, 9), at(0), at(9));
          assertThat(client.inspectShard(each).leasedReaders())
              .as("the one that is cut off is forgotten")
              .singleElement()
              .satisfies(reader -> assertThat(reader.id()).isEqualTo(here.reader().readerId()));
          assertThat(client.inspectShard(each).since())
              .as("does not move because a reader is forgotten")
              .isEqualTo(at(0));
          here.reader().downgradeSince(at(8));
        }
      }
      network.totallyAvailable();
      assertThat(client.inspectShard(shard).since()).isEqualTo(at(0));
      assertThat(client.inspectShard(unheld).since()).isEqualTo(at(8));
      assertThat(held.shardId()).isNotEqualTo(lost.shardId());
    }
    try (ReadHandle<String, Unit> reader = reader(client, shard)) {
      assertThat(contents(reader, 3)).isEqualTo(sums(keys(0, 4)));
    }
  }
}
