package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.contents;
import static io.travertine.persist.OneProcess.keys;
import static io.travertine.persist.OneProcess.reader;
import static io.travertine.persist.OneProcess.sums;
import static io.travertine.persist.OneProcess.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.AppendResult.Appended;
import io.travertine.persist.AppendResult.UpperMismatch;
import io.travertine.persist.data.Unit;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.decorators.Unreliability;
import io.travertine.persist.location.decorators.UnreliableBlob;
import io.travertine.persist.location.decorators.UnreliableConsensus;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Appends that are given up, and the ones after them (spec §4.4). */
class AppendDeadlineTest {

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final ShardId shard = ShardId.generate(Seed.secure());
  private final Unreliability toBlob = new Unreliability(Seed.of(1));
  private final Unreliability toConsensus = new Unreliability(Seed.of(2));
  private final ScriptedConsensus consensus = new ScriptedConsensus(place.consensus());
  private final PersistClient client;
  private final WriteHandle<String, Unit> writer;

  AppendDeadlineTest() {
    toBlob.totallyAvailable();
    toConsensus.totallyAvailable();
    PersistConfig stored = PersistConfig.defaults().withInline(0, 0).withCompaction(false);
    this.client =
        new OneProcess(stored)
            .open(
                new OpenLocation(
                    PersistLocation.of("mem:unused"),
                    new UnreliableBlob(place.blob(), toBlob),
                    new UnreliableConsensus(consensus, toConsensus)));
    this.writer = writer(client, shard);
  }

  @AfterEach
  void close() {
    toBlob.totallyAvailable();
    toConsensus.totallyAvailable();
    writer.close();
    client.close();
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofMillis(50));
  }

  private int writers() {
    return client.inspectShard(shard).writers().size();
  }

  @Test
  void aStoreThatDoesNotAnswerEndsAtTheDeadline() {
    toBlob.totallyUnavailable();
    assertThatThrownBy(() -> writer.compareAndAppend(keys(0, 2), at(0), at(2), soon()))
        .isInstanceOf(DeadlineExceededException.class);
    assertThatThrownBy(() -> writer.append(keys(0, 2), at(0), at(2), soon()))
        .isInstanceOf(DeadlineExceededException.class);
    toBlob.totallyAvailable();
    toConsensus.totallyUnavailable();
    assertThatThrownBy(() -> writer.compareAndAppend(List.of(), at(0), at(2), soon()))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessageContaining(shard.toString());
    toConsensus.totallyAvailable();
    assertThat(writer.compareAndAppend(keys(0, 2), at(0), at(2), soon()))
        .isEqualTo(new Appended(at(2)));
  }

  @Test
  void anAppendInDoubtIsNotConfusedWithTheNext() {
    assertThat(writer.compareAndAppend(keys(0, 1), at(0), at(1))).isEqualTo(new Appended(at(1)));
    assertThat(writers()).isEqualTo(1);
    consensus.loseResponse(toConsensus::totallyUnavailable);
    assertThatThrownBy(() -> writer.compareAndAppend(keys(1, 5), at(1), at(5), soon()))
        .as("it happened, and nobody knows")
        .isInstanceOf(DeadlineExceededException.class);
    toConsensus.totallyAvailable();
    assertThat(writer.compareAndAppend(keys(1, 2), at(1), at(2)))
        .as("ends before what the first writer appended")
        .isEqualTo(new UpperMismatch(at(1), at(5)));
    assertThat(writer.compareAndAppend(keys(5, 6), at(5), at(6))).isEqualTo(new Appended(at(6)));
    assertThat(writers()).as("the one in doubt is not used again").isEqualTo(2);
    assertThat(writer.compareAndAppend(keys(6, 7), at(6), at(7))).isEqualTo(new Appended(at(7)));
    assertThat(writers()).isEqualTo(2);
    try (ReadHandle<String, Unit> reader = reader(client, shard)) {
      assertThat(contents(reader, 6)).isEqualTo(sums(keys(0, 7)));
    }
    writer.close();
    assertThat(writers()).as("both leave").isZero();
  }

  @Test
  void anInterruptedAppendRetiresItsWriterToo() {
    writer.compareAndAppend(keys(0, 1), at(0), at(1));
    consensus.loseResponse(() -> Thread.currentThread().interrupt());
    assertThatThrownBy(() -> writer.compareAndAppend(keys(1, 5), at(1), at(5)))
        .isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(writer.fetchRecentUpper()).isEqualTo(at(5));
    assertThat(writer.compareAndAppend(keys(5, 6), at(5), at(6))).isEqualTo(new Appended(at(6)));
    assertThat(writers()).isEqualTo(2);
  }

  @Test
  void aMismatchIsNotUsedUpByADeadline() {
    writer.append(keys(0, 3), at(0), at(3));
    assertThat(writer.append(keys(0, 5), at(0), at(5), soon())).isEqualTo(new Appended(at(5)));
    assertThat(writer.append(keys(7, 9), at(7), at(9), soon()))
        .isEqualTo(new UpperMismatch(at(7), at(5)));
  }
}
