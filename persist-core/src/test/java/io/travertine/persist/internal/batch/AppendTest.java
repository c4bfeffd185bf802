package io.travertine.persist.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.List;
import java.util.Optional;
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
  void whatWasRewrittenBeyondTheLowerIsNotCut() {
    HollowBatch staged = Batches.of(0, 1, 1).rewrittenTo(Frontier.at(6), Frontier.at(7));
    assertThat(staged.desc()).isEqualTo(Batches.desc(0, 7));
    assertThat(staged.updates()).isEqualTo(1);
    assertThat(staged.parts()).allMatch(part -> part.rewrite().equals(Optional.of(Frontier.at(6))));
    assertThat(concatenate(5, 7, staged).runs()).noneMatch(Run::truncated);
    assertThat(concatenate(6, 7, staged).runs()).noneMatch(Run::truncated);
    HollowBatch plain = Batches.of(0, 7, 1);
    assertThat(concatenate(0, 7, staged, plain).runs()).noneMatch(Run::truncated);
  }

  @Test
  void timesAreRewrittenForwardsAndStayInTheBatch() {
    HollowBatch batch = Batches.of(2, 5, 1);
    HollowBatch once = batch.rewrittenTo(Frontier.at(5), Frontier.at(6));
    assertThat(once.rewrittenTo(Frontier.at(8), Frontier.at(9)).parts())
        .allMatch(part -> part.rewrite().equals(Optional.of(Frontier.at(8))));
    assertThat(batch.rewrittenTo(Frontier.at(2), Frontier.at(5)).desc()).isEqualTo(batch.desc());
    refuses(batch, 5, 5, "frontier [5] is not before the new upper [5]");
    refuses(batch, 7, 6, "frontier [7] is not before the new upper [6]");
    refuses(batch, 3, 4, "new upper [4] is before the batch's [5]");
    refuses(batch, 1, 6, "frontier [1] is before the batch's lower [2]");
    refuses(once, 4, 9, "frontier [4] is before that of an earlier rewrite [5]");
    HollowBatch blurred =
        batch.describedAs(new Description(Frontier.at(2), Frontier.at(5), Frontier.at(1)));
    refuses(blurred, 5, 6, "the batch's times are blurred up to [1] already");
    Frontier partial = Frontier.minimum(TimeDomain.PAIR);
    assertUsage(() -> batch.rewrittenTo(partial, partial))
        .isEqualTo(new InvalidUsage.InvalidRewrite("times of a partial order cannot be rewritten"));
  }

  private static void refuses(HollowBatch batch, long frontier, long upper, String reason) {
    assertUsage(() -> batch.rewrittenTo(Frontier.at(frontier), Frontier.at(upper)))
        .isEqualTo(new InvalidUsage.InvalidRewrite(reason));
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
