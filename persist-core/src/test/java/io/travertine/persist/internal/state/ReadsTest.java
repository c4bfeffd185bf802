package io.travertine.persist.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.internal.batch.Batches;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.spine.MergeResult;
import io.travertine.persist.internal.spine.SpineId;
import io.travertine.persist.time.Frontier;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Spec §4.9. */
class ReadsTest {

  private final TestShard shard = new TestShard();

  @Test
  void aSnapshotIsReadableBetweenSinceAndUpper() {
    shard.registerReader(0);
    HollowBatch first = Batches.of(0, 3, 1);
    HollowBatch second = Batches.of(3, 4, 9);
    shard.append(0, first);
    assertThat(Reads.snapshot(shard.state, Frontier.at(3)))
        .isEqualTo(new SnapshotOutcome.NotYetAvailable(shard.state.seqNo(), Frontier.at(3)));
    shard.append(0, second);
    assertThat(readable(3)).containsExactly(first, second);
    assertThat(readable(2)).as("nothing that begins later").containsExactly(first);
    shard.downgrade(0, 2);
    assertThat(Reads.snapshot(shard.state, Frontier.at(1)))
        .isEqualTo(new SnapshotOutcome.HistoryLost(Frontier.at(2)));
    assertThat(readable(2)).containsExactly(first);
    assertThat(Reads.canListen(shard.state, Frontier.at(1))).isFalse();
    assertThat(Reads.canListen(shard.state, Frontier.at(2))).isTrue();
    assertThat(Reads.canListen(shard.state, Frontier.at(99))).as("not complete yet").isTrue();
  }

  @Test
  void aListenContinuesWithTheBatchThatCoversItsFrontier() {
    HollowBatch first = Batches.of(0, 3, 1);
    HollowBatch second = Batches.of(3, 4, 1);
    HollowBatch third = Batches.of(4, 9, 8);
    shard.append(0, first);
    shard.append(0, second);
    shard.append(0, third);
    assertThat(Reads.nextBatch(shard.state, Frontier.at(0))).contains(first);
    assertThat(Reads.nextBatch(shard.state, Frontier.at(2))).contains(first);
    assertThat(Reads.nextBatch(shard.state, Frontier.at(3))).contains(second);
    assertThat(Reads.nextBatch(shard.state, Frontier.at(4))).contains(third);
    assertThat(Reads.nextBatch(shard.state, Frontier.at(9))).isEmpty();
    HollowBatch merged = Batches.of(0, 4, 2);
    shard.run(new ApplyMerge(new MergeResult(new SpineId(0, 2), merged)));
    assertThat(Reads.nextBatch(shard.state, Frontier.at(3)))
        .as("what was emitted already may come again")
        .contains(merged);
  }

  private List<HollowBatch> readable(long asOf) {
    return ((SnapshotOutcome.Readable) Reads.snapshot(shard.state, Frontier.at(asOf))).batches();
  }
}
