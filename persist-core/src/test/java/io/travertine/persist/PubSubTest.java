package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.contents;
import static io.travertine.persist.OneProcess.insert;
import static io.travertine.persist.OneProcess.reader;
import static io.travertine.persist.OneProcess.writer;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.data.Unit;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.decorators.MeteredConsensus;
import io.travertine.persist.location.decorators.OperationCounts;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.pubsub.PubSubConnector;
import io.travertine.persist.pubsub.PubSubHub;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes that tell each other of commits, truly or not. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PubSubTest {

  private static final PersistLocation LOCATION = PersistLocation.of("mem:pubsub");
  private static final PersistConfig QUIET =
      PersistConfig.defaults().withCompaction(false).withPubSub(PubSubConnector.none());

  private final ShardId shard = ShardId.generate(Seed.secure());
  private final MemoryPlace place = MemoryPlace.unnamed();
  private final OperationCounts asked = new OperationCounts();

  private OpenLocation location() {
    return new OpenLocation(LOCATION, place.blob(), place.consensus());
  }

  private OpenLocation metered() {
    return new OpenLocation(
        LOCATION, place.blob(), new MeteredConsensus(place.consensus(), Clock.system(), asked));
  }

  /** The next change that {@code listen} tells of. */
  private static String nextKey(Listen<String, Unit> listen) {
    while (true) {
      ListenEvent<String, Unit> event =
          listen.next(Deadline.after(Duration.ofMinutes(1), Clock.system()));
      if (event instanceof ListenEvent.Changes<String, Unit> changes) {
        return changes.updates().get(0).key();
      }
    }
  }

  @Test
  void aListenHearsOfAnotherProcessWithoutAskingConsensus() {
    PubSubHub hub = new PubSubHub();
    PersistConfig config = QUIET.withPubSub(hub);
    try (PersistClient here = new OneProcess(config).open(metered());
        PersistClient there = new OneProcess(config).open(location());
        ReadHandle<String, Unit> reader = reader(here, shard);
        Listen<String, Unit> listen = reader.listen(at(0));
        WriteHandle<String, Unit> writer = writer(there, shard)) {
      writer.append(List.of(insert("first", 1)), at(0), at(2));
      assertThat(nextKey(listen)).isEqualTo("first");
      long before = asked.started();
      int commits = 50;
      for (int time = 2; time < 2 + commits; time++) {
        writer.append(List.of(insert("key" + time, time)), at(time), at(time + 1));
        assertThat(nextKey(listen)).isEqualTo("key" + time);
      }
      assertThat(asked.started() - before).as("requests for %s commits", commits).isLessThan(10);
    }
  }

  @Test
  void aCommitOnTopOfPushesTakesOneLookAndOneWrite() {
    PubSubHub hub = new PubSubHub(Runnable::run);
    PersistConfig config = QUIET.withPubSub(hub);
    try (PersistClient here = new OneProcess(config).open(metered());
        PersistClient there = new OneProcess(config).open(location());
        WriteHandle<String, Unit> mine = writer(here, shard);
        WriteHandle<String, Unit> theirs = writer(there, shard)) {
      mine.append(List.of(insert("a", 0)), at(0), at(1));
      theirs.append(List.of(insert("b", 1)), at(1), at(2));
      long before = asked.started();

      assertThat(mine.compareAndAppend(List.of(insert("c", 2)), at(2), at(3)))
          .isEqualTo(new AppendResult.Appended(at(3)));

      assertThat(asked.started() - before).isEqualTo(2);
    }
  }

  @Test
  void pushesThatAreOldDamagedOrOutOfOrderHarmNobody() {
    ScriptedPubSub told = new ScriptedPubSub();
    PersistConfig config = QUIET.withPubSub(told);
    try (PersistClient here = new OneProcess(config).open(location());
        PersistClient there = new OneProcess(QUIET).open(location());
        ReadHandle<String, Unit> reader = reader(here, shard);
        Listen<String, Unit> listen = reader.listen(at(0));
        WriteHandle<String, Unit> writer = writer(there, shard)) {
      writer.append(List.of(insert("a", 1)), at(0), at(2));
      writer.append(List.of(insert("b", 2)), at(2), at(3));
      List<Versioned> log = place.consensus().scan(shard.toString(), SeqNo.ZERO, 100);
      int newest = log.size() - 1;
      SeqNo next = log.get(newest - 1).seqNo();
      byte[] right = log.get(newest - 1).data();

      told.tell(shard, log.get(newest)); // a gap
      told.tell(shard, log.get(0)); // old
      told.tell(shard, new Versioned(next, new byte[0]));
      told.tell(shard, new Versioned(next, new byte[1 << 20]));
      told.tell(shard, log.get(newest).seqNo(), right); // the wrong number
      told.tell(shard, next, log.get(newest).data());
      for (int i = 0; i < right.length; i++) {
        byte[] damaged = right.clone();
        damaged[i] ^= 0x40;
        told.tell(shard, next, damaged);
      }
      told.announce(shard, new SeqNo(Long.MAX_VALUE));

      assertThat(nextKey(listen)).isEqualTo("a");
      assertThat(nextKey(listen)).isEqualTo("b");
      told.tell(shard, log.get(newest)); // twice
      assertThat(contents(reader, 2)).isEqualTo(Map.of("a", 1L, "b", 1L));
    }
  }
}
