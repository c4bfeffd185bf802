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
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.error.PoisonedException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.pubsub.PubSubConnector;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pubsub that tells of a copy of the database: nothing untrue is acted upon. */
class HearsayTest {

  private static final PersistLocation LOCATION = PersistLocation.of("mem:unused");
  private static final PersistConfig QUIET =
      PersistConfig.defaults().withCompaction(false).withPubSub(PubSubConnector.none());

  private final ShardId shard = ShardId.generate(Seed.secure());
  private final MemoryPlace place = MemoryPlace.unnamed();
  private final ScriptedConsensus consensus = new ScriptedConsensus(place.consensus());
  private final ScriptedPubSub told = new ScriptedPubSub();
  private final PersistClient here =
      new OneProcess(QUIET.withPubSub(told))
          .open(new OpenLocation(LOCATION, place.blob(), consensus));
  private final WriteHandle<String, Unit> writer = writer(here, shard);

  @AfterEach
  void close() {
    writer.close();
    here.close();
  }

  private List<Versioned> log(MemoryPlace of) {
    return of.consensus().scan(shard.toString(), SeqNo.ZERO, Integer.MAX_VALUE);
  }

  /** What happens in a copy of the database, as it is now, when a process does {@code work}. */
  private List<Versioned> inACopy(PersistConfig config, Consumer<PersistClient> work) {
    MemoryPlace copy = MemoryPlace.unnamed();
    place
        .blob()
        .listKeysAndMetadata(
            "", (key, bytes) -> copy.blob().set(key, place.blob().get(key).orElseThrow()));
    Optional<SeqNo> head = Optional.empty();
    for (Versioned each : log(place)) {
      copy.consensus().compareAndSet(shard.toString(), head, each);
      head = Optional.of(each.seqNo());
    }
    SeqNo copied = head.orElseThrow();
    OpenLocation elsewhere = new OpenLocation(LOCATION, copy.blob(), copy.consensus());
    try (PersistClient there = new OneProcess(config).open(elsewhere)) {
      work.accept(there);
    }
    return log(copy).stream().filter(each -> copied.isBefore(each.seqNo())).toList();
  }

  private List<Versioned> appendsInACopy(long lower, long upper) {
    return inACopy(QUIET, there -> append(there, lower, upper));
  }

  private void append(PersistClient client, long lower, long upper) {
    try (WriteHandle<String, Unit> other = writer(client, shard)) {
      assertThat(other.compareAndAppend(keys(lower, upper), at(lower), at(upper)))
          .isEqualTo(new Appended(at(upper)));
    }
  }

  /** Another process of this very database. */
  private void othersAppend(long lower, long upper) {
    OpenLocation same = new OpenLocation(LOCATION, place.blob(), place.consensus());
    try (PersistClient there = new OneProcess(QUIET).open(same)) {
      append(there, lower, upper);
    }
  }

  private void tell(List<Versioned> versions) {
    versions.forEach(each -> told.tell(shard, each));
  }

  @Test
  void nobodyCommitsOnTopOfALie() {
    append(here, 0, 1);
    tell(appendsInACopy(1, 2));

    assertThatThrownBy(() -> writer.append(List.of(insert("more", 2)), at(2), at(3)))
        .isInstanceOf(PoisonedException.class)
        .hasMessageContaining("told of a version")
        .hasMessageContaining("a copy of this database");

    OpenLocation same = new OpenLocation(LOCATION, place.blob(), place.consensus());
    try (PersistClient again = new OneProcess(QUIET).open(same);
        ReadHandle<String, Unit> reader = reader(again, shard)) {
      assertThat(reader.fetchRecentUpper()).isEqualTo(at(1));
      assertThat(contents(reader, 0)).isEqualTo(sums(keys(0, 1)));
    }
  }

  @Test
  void theNewestUpperIsThatOfConsensusWhateverIsToldMeanwhile() {
    append(here, 0, 1);
    List<Versioned> lie = appendsInACopy(1, 9);
    consensus.duringScan(() -> tell(lie));

    assertThat(writer.fetchRecentUpper()).isEqualTo(at(1));
  }

  @Test
  void aCommitIsOfWhatConsensusHasWhateverIsToldMeanwhile() {
    append(here, 0, 1);
    othersAppend(1, 2);
    List<Versioned> truth = log(place);
    List<Versioned> lie = appendsInACopy(2, 9);
    tell(truth);
    consensus.duringScan(() -> tell(lie.subList(0, 1)));

    assertThat(writer.compareAndAppend(keys(2, 3), at(2), at(3))).isEqualTo(new Appended(at(3)));
  }

  /** In the copy, where it is later, the reader's lease is over. */
  @Test
  void noGarbageIsCollectedByALie() {
    try (ReadHandle<String, Unit> reader = reader(here, shard);
        ShardUpkeep upkeep = here.openUpkeep(shard, Codec.string(), Codec.unit())) {
      SeqNo held = log(place).get(log(place).size() - 1).seqNo();
      append(here, 0, 1);
      append(here, 1, 2);
      upkeep.rollUp();
      List<Versioned> before = log(place);
      long tomorrow = Clock.system().epochMillis() + Duration.ofDays(1).toMillis();
      List<Versioned> lie =
          inACopy(QUIET.withClock(ManualClock.standingAt(tomorrow)), there -> append(there, 2, 3));
      consensus.duringScan(() -> tell(lie));

      assertThatThrownBy(upkeep::collectGarbage)
          .isInstanceOf(PoisonedException.class)
          .hasMessageContaining("a copy of this database");

      assertThat(before.get(0).seqNo()).isLessThanOrEqualTo(held);
      assertThat(log(place)).isEqualTo(before);
    }
  }
}
