package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.contents;
import static io.travertine.persist.OneProcess.insert;
import static io.travertine.persist.OneProcess.keys;
import static io.travertine.persist.OneProcess.reader;
import static io.travertine.persist.OneProcess.sums;
import static io.travertine.persist.OneProcess.writer;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.AppendResult.Appended;
import io.travertine.persist.AppendResult.UpperMismatch;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.memory.MemoryPlace;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Appends whose answer gets lost, and whose version is collected before they can look for it: what
 * the state remembers of their writer tells (spec §4.4).
 */
@Tag("B3")
class ForgottenVersionsTest {

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

  /** Another process goes on from {@code lower}, and collects all versions before. */
  private void othersAppendAndCollect(long lower, long upper) {
    try (WriteHandle<String, Unit> other = writer(elsewhere, shard)) {
      assertThat(other.compareAndAppend(keys(lower, upper), at(lower), at(upper)))
          .isEqualTo(new Appended(at(upper)));
    }
    try (ShardUpkeep upkeep = elsewhere.openUpkeep(shard, Codec.string(), Codec.unit())) {
      SeqNo rolledUp = upkeep.rollUp();
      assertThat(upkeep.collectGarbage()).isEqualTo(rolledUp);
    }
  }

  private void assertContents(long time) {
    try (ReadHandle<String, Unit> reader = reader(elsewhere, shard)) {
      assertThat(contents(reader, time)).isEqualTo(sums(keys(0, time + 1)));
    }
  }

  private int writers() {
    return elsewhere.inspectShard(shard).writers().size();
  }

  @Test
  void closingTheHandleMeanwhileMakesNothingUnhappen() {
    writer.compareAndAppend(keys(0, 1), at(0), at(1));
    consensus.loseResponse(
        () -> {
          writer.close();
          othersAppendAndCollect(2, 3);
        });

    assertThat(writer.compareAndAppend(keys(1, 2), at(1), at(2))).isEqualTo(new Appended(at(2)));

    assertContents(2);
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.SECONDS)
  void theWriterLeavesOnceTheLastAppendOfAClosedHandleHasEnded() {
    consensus.loseResponse(
        () -> {
          writer.close();
          assertThat(writers()).as("still appending").isEqualTo(1);
        });

    assertThat(writer.compareAndAppend(keys(0, 2), at(0), at(2))).isEqualTo(new Appended(at(2)));

    while (writers() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whatWasRefusedWasNotCommittedEither() {
    writer.compareAndAppend(keys(0, 1), at(0), at(1));
    consensus.loseRequest(
        () -> {
          writer.close();
          othersAppendAndCollect(1, 3);
        });

    assertThat(writer.compareAndAppend(List.of(insert("x", 1)), at(1), at(2)))
        .isEqualTo(new UpperMismatch(at(1), at(3)));

    assertContents(2);
  }

  @Test
  void anAppendOfNothingOverNothingIsRefusedLikeAnyOther() {
    writer.compareAndAppend(keys(0, 2), at(0), at(2));
    consensus.loseRequest(() -> othersAppendAndCollect(2, 3));

    assertThat(writer.compareAndAppend(List.of(), at(2), at(2)))
        .isEqualTo(new UpperMismatch(at(2), at(3)));

    assertThat(writer.compareAndAppend(keys(3, 4), at(3), at(4))).isEqualTo(new Appended(at(4)));
    assertContents(3);
  }

  @Test
  void anAppendOfNothingOverNothingIsCommittedLikeAnyOther() {
    writer.compareAndAppend(keys(0, 2), at(0), at(2));
    consensus.loseResponse(() -> othersAppendAndCollect(2, 3));

    assertThat(writer.compareAndAppend(List.of(), at(2), at(2))).isEqualTo(new Appended(at(2)));

    assertContents(2);
  }
}
