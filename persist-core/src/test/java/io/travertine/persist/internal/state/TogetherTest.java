package io.travertine.persist.internal.state;

import static io.travertine.persist.internal.state.TestShard.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.id.IdempotencyToken;
import io.travertine.persist.id.RollupId;
import io.travertine.persist.internal.batch.Batches;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.RollupKey;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.spine.MergeAnswer;
import io.travertine.persist.internal.spine.MergeOutcome;
import io.travertine.persist.internal.spine.MergeResult;
import io.travertine.persist.internal.spine.SpineId;
import io.travertine.persist.time.Frontier;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Several commands in one version. */
class TogetherTest {

  private final TestShard shard = new TestShard();
  private final ApplyMerge merge =
      new ApplyMerge(new MergeResult(new SpineId(0, 2), Batches.of(0, 4, 2)));

  private CompareAndAppend append(long lower, long upper) {
    return shard.append(0, Batches.of(lower, upper, 1), IdempotencyToken.generate(shard.seed));
  }

  @Test
  void whatGoesAlongIsInTheSameVersion() {
    shard.run(append(0, 3));
    shard.run(append(3, 4));
    long before = shard.state.seqNo().value();
    AddRollup rollup =
        new AddRollup(
            new HollowRollup(
                new RollupKey(shard.state.seqNo(), RollupId.generate(shard.seed)),
                OptionalLong.of(9)));

    var results = shard.run(new Together<>(append(4, 9), List.of(rollup, merge)));

    assertThat(shard.state.seqNo().value()).isEqualTo(before + 1);
    assertThat(results.first()).isInstanceOf(AppendOutcome.Appended.class);
    assertThat(results.others().get(0)).isEqualTo(true);
    assertThat(((MergeAnswer) results.others().get(1)).outcome())
        .isEqualTo(MergeOutcome.APPLIED_EXACT);
    assertThat(shard.state.contents().trace().batches()).hasSize(2);
    assertThat(shard.state.latestRollup()).contains(rollup.rollup());
  }

  @Test
  void historyThatTheSincePassesInTheVersionOfItsMergeIsForgottenByTheMerge() {
    shard.registerReader(0);
    shard.run(append(0, 3));
    shard.run(append(3, 4));
    Run over = Batches.closed(2, 3);
    Run present = Batches.run(Batches.stored(2, OptionalLong.of(2)));
    ApplyMerge closes =
        new ApplyMerge(
            new MergeResult(
                new SpineId(0, 2), HollowBatch.of(Batches.desc(0, 4), List.of(present, over))));
    DowngradeSince passes =
        new DowngradeSince(reader(0), Optional.empty(), Frontier.at(4), shard.now);

    var results = shard.run(new Together<>(append(4, 9), List.of(passes, closes)));

    assertThat(shard.state.contents().trace().batches().get(0).closedRuns()).isEmpty();
    assertThat(((MergeAnswer) results.others().get(1)).forgotten())
        .as("it is in no version, so whoever merged deletes it")
        .containsExactly(over.id());
    assertThatThrownBy(() -> new Together<>(append(9, 10), List.of(closes, passes)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingGoesAlongWithAnAppendThatIsRefused() {
    shard.run(append(0, 3));
    shard.run(append(3, 4));
    State before = shard.state;

    var results = shard.run(new Together<>(append(3, 9), List.of(merge)));

    assertThat(results.first()).isInstanceOf(AppendOutcome.UpperMismatch.class);
    assertThat(results.others()).isEmpty();
    assertThat(shard.state).isSameAs(before);
  }

  @Test
  void twoMergesDoNotGoTogether() {
    assertThatThrownBy(() -> new Together<>(append(0, 3), List.of(merge, merge)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
