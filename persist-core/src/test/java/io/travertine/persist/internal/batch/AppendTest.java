package io.travertine.persist.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.time.Frontier;
import java.util.List;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Test;

/** Spec §4.5, steps 2 and 3. */
class AppendTest {

  @Test
  void concatenatesAllRuns() {
    HollowBatch a = Batches.of(0, 5, 3);
    HollowBatch b = Batches.of(0, 5, 4);
    HollowBatch none = Batches.of(0, 5, 0);
    HollowBatch both = concatenate(0, 5, a, none, b);
    assertThat(both.desc()).isEqualTo(Batches.desc(0, 5));
    assertThat(both.updates()).isEqualTo(7);
    assertThat(both.runs()).containsExactly(a.runs().get(0), b.runs().get(0));
    assertThat(concatenate(0, 5)).isEqualTo(HollowBatch.empty(Batches.desc(0, 5)));
  }

  @Test
  void marksOnlyTheRunsThatAreCut() {
    HollowBatch exact = Batches.of(2, 4, 1);
    HollowBatch earlier = Batches.of(0, 4, 1);
    HollowBatch later = Batches.of(2, 9, 1);
    HollowBatch all = concatenate(2, 4, exact, earlier, later);
    assertThat(all.runs()).extracting(Run::truncated).containsExactly(false, true, true);
    HollowBatch narrower = concatenate(2, 3, concatenate(2, 4, earlier));
    assertThat(narrower.runs()).extracting(Run::truncated).containsExactly(true);
    assertThat(concatenate(2, 4, all).runs())
        .as("what was cut once stays so")
        .extracting(Run::truncated)
        .containsExactly(false, true, true);
  }

  @Test
  void aBatchMustCoverTheAppend() {
    assertUsage(() -> concatenate(4, 5, Batches.of(3, 4, 1)))
        .isEqualTo(
            new InvalidUsage.InvalidBatchBounds(
                Frontier.at(3), Frontier.at(4), Frontier.at(4), Frontier.at(5)));
    assertUsage(() -> concatenate(2, 3, Batches.of(3, 4, 1)))
        .isInstanceOf(InvalidUsage.InvalidBatchBounds.class);
    assertUsage(() -> concatenate(2, 4, Batches.of(2, 4, 1), Batches.of(3, 4, 0)))
        .isInstanceOf(InvalidUsage.InvalidBatchBounds.class);
    assertUsage(() -> concatenate(3, 2, Batches.of(0, 9, 1)))
        .isEqualTo(new InvalidUsage.InvalidBounds(Frontier.at(3), Frontier.at(2)));
    assertThat(concatenate(3, 3, Batches.of(3, 4, 1)).updates())
        .as("the state machine judges empty intervals")
        .isEqualTo(1);
  }

  @Test
  void rewrittenTimesMustLieInTheAppend() {
    HollowBatch staged = rewritten(Batches.of(0, 9, 1), 6);
    assertThat(concatenate(4, 9, staged).updates()).isEqualTo(1);
    assertThat(concatenate(6, 9, staged).updates()).isEqualTo(1);
    assertUsage(() -> concatenate(7, 9, staged)).isInstanceOf(InvalidUsage.InvalidRewrite.class);
    assertUsage(() -> concatenate(4, 8, staged)).isInstanceOf(InvalidUsage.InvalidRewrite.class);
    assertUsage(() -> concatenate(4, 9, staged, Batches.of(3, 9, 1)))
        .as("one rewritten part makes the rule bind all batches")
        .isInstanceOf(InvalidUsage.InvalidRewrite.class);
  }

  @Test
  void aBatchSaysHowManyUpdatesItsRunsHave() {
    HollowBatch batch = Batches.of(0, 1, 3);
    assertThatThrownBy(() -> new HollowBatch(batch.desc(), 4, batch.runs()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4")
        .hasMessageContaining("3");
  }

  private static HollowBatch rewritten(HollowBatch batch, long to) {
    Part part = batch.parts().get(0).rewrittenTo(Frontier.at(to));
    return HollowBatch.of(batch.desc(), List.of(Batches.run(part)));
  }

  private static HollowBatch concatenate(long lower, long upper, HollowBatch... batches) {
    return Append.concatenate(List.of(batches), Frontier.at(lower), Frontier.at(upper));
  }

  private static ObjectAssert<InvalidUsage> assertUsage(Runnable call) {
    try {
      call.run();
    } catch (InvalidUsageException e) {
      return assertThat(e.usage());
    }
    throw new AssertionError("nothing was refused");
  }
}
