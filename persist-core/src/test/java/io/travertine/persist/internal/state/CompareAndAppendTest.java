package io.travertine.persist.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.id.IdempotencyToken;
import io.travertine.persist.internal.batch.Append;
import io.travertine.persist.internal.batch.Batches;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.spine.Claim;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.SpineBatch;
import io.travertine.persist.time.Frontier;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Golden vector B3, and the order of checks of spec §4.3. */
class CompareAndAppendTest {

  private final TestShard shard = new TestShard();
  private final IdempotencyToken token = IdempotencyToken.generate(shard.seed);

  @Test
  void anAttemptThatWasNotCommittedIsMadeAgain() {
    CompareAndAppend command = shard.append(0, Batches.of(0, 3, 1), token);
    Step.of(shard.state, command, context());
    assertThat(shard.run(command)).isInstanceOf(AppendOutcome.Appended.class);
    assertThat(shard.state.upper()).isEqualTo(Frontier.at(3));
  }

  @Test
  void anAttemptThatWasCommittedIsRecognizedWithoutANewVersion() {
    CompareAndAppend command = shard.append(0, Batches.of(0, 3, 1), token);
    shard.run(command);
    shard.assertVersion(2);
    assertThat(shard.run(command)).isEqualTo(new AppendOutcome.AlreadyCommitted());
    shard.assertVersion(2);
  }

  @Test
  void anAttemptThatLostToAnotherWriterSurelyDidNotHappen() {
    shard.append(1, Batches.of(0, 2, 1));
    AppendOutcome outcome = shard.run(shard.append(0, Batches.of(0, 3, 1), token));
    assertThat(outcome).isEqualTo(new AppendOutcome.UpperMismatch(Frontier.at(2), Frontier.at(0)));
  }

  @Test
  void anAttemptThatWasCommittedIsRecognizedAfterAnotherWritersAppend() {
    CompareAndAppend command = shard.append(0, Batches.of(0, 3, 1), token);
    shard.run(command);
    shard.append(1, Batches.of(3, 5, 1));
    assertThat(shard.run(command)).isEqualTo(new AppendOutcome.AlreadyCommitted());
  }

  @Test
  void anOldBatchUnderANewTokenMismatches() {
    shard.append(0, Batches.of(0, 3, 1));
    assertThat(shard.append(0, Batches.of(0, 3, 1)))
        .isEqualTo(new AppendOutcome.UpperMismatch(Frontier.at(3), Frontier.at(3)));
    shard.assertVersion(2);
  }

  @Test
  void aGapMismatches() {
    shard.append(0, Batches.of(0, 3, 1));
    assertThat(shard.append(1, Batches.of(5, 7, 1)))
        .isEqualTo(new AppendOutcome.UpperMismatch(Frontier.at(3), Frontier.at(0)));
    assertThat(shard.state.contents().writers().size()).as("who lost is not noted").isEqualTo(1);
  }

  @Test
  void updatesOverAnEmptyIntervalAreRefusedBeforeAnythingElseIsLookedAt() {
    shard.append(0, Batches.of(0, 3, 1));
    HollowBatch empty =
        Append.concatenate(List.of(Batches.of(3, 4, 1)), Frontier.at(3), Frontier.at(3));
    assertThat(shard.append(0, empty))
        .isEqualTo(
            new AppendOutcome.Invalid(
                new InvalidUsage.InvalidEmptyTimeInterval(Frontier.at(3), Frontier.at(3), 1)));
    HollowBatch elsewhere =
        Append.concatenate(List.of(Batches.of(3, 9, 1)), Frontier.at(7), Frontier.at(7));
    assertThat(shard.append(0, elsewhere)).isInstanceOf(AppendOutcome.Invalid.class);
    shard.assertVersion(2);
  }

  @Test
  void nothingOverAnEmptyIntervalIsASignOfLife() {
    shard.append(0, Batches.of(0, 3, 1));
    shard.now += 7;
    assertThat(shard.append(0, Batches.of(3, 3, 0)))
        .isEqualTo(new AppendOutcome.Appended(List.of()));
    shard.assertVersion(3);
    assertThat(shard.state.contents().trace().batches()).hasSize(1);
    assertThat(shard.state.contents().writers().get(TestShard.writer(0)))
        .get()
        .extracting(Writer::heartbeatMillis)
        .isEqualTo(107L);
  }

  @Test
  void inlineBytesAreLimited() {
    shard.appendPolicy = new AppendPolicy(100, CompactionPolicy.DEFAULT);
    shard.append(0, Batches.inline(0, 1, 40));
    shard.append(0, Batches.inline(1, 2, 59));
    assertThat(shard.state.contents().trace().inlineBytes()).isEqualTo(99);
    assertThat(shard.append(0, Batches.inline(2, 3, 1)))
        .isEqualTo(new AppendOutcome.InlineBackpressure(99));
    assertThat(shard.append(0, Batches.of(2, 3, 1)))
        .as("stored parts always fit")
        .isInstanceOf(AppendOutcome.Appended.class);
    assertThat(shard.append(0, Batches.of(3, 4, 0))).isInstanceOf(AppendOutcome.Appended.class);
  }

  @Test
  void onlyCompactionsWorthDoingAreHandedOutAndClaimed() {
    for (int i = 0; i < 7; i++) {
      assertThat(shard.append(0, Batches.of(i, i + 1, 1)))
          .isEqualTo(new AppendOutcome.Appended(List.of()));
    }
    List<MergeRequest> requests = List.of();
    for (int i = 7; requests.isEmpty(); i++) {
      assertThat(claims()).isEmpty();
      requests = appended(Batches.of(i, i + 1, 1));
    }
    assertThat(requests).singleElement().satisfies(r -> assertThat(r.inputs()).hasSize(8));
    assertThat(claims()).containsExactly(new Claim(100));
  }

  @Test
  void anAbandonedCompactionIsHandedOutAgain() {
    List<MergeRequest> first = List.of();
    int i = 0;
    for (; first.isEmpty(); i++) {
      first = appended(Batches.of(i, i + 1, 1));
    }
    shard.now += shard.appendPolicy.compaction().claimMillis();
    assertThat(appended(Batches.of(i, i + 1, 1))).as("may still be at work").isEmpty();
    shard.now += 1;
    assertThat(appended(Batches.of(i + 1, i + 2, 1)))
        .extracting(MergeRequest::id)
        .containsExactly(first.get(0).id());
    assertThat(claims()).containsExactly(new Claim(shard.now));
  }

  @Test
  void aWriterMayNotGoBack() {
    shard.append(0, Batches.of(0, 3, 1));
    CompareAndAppend same = shard.append(0, Batches.of(0, 2, 1), lastToken());
    assertThatThrownBy(() -> shard.run(same)).isInstanceOf(IllegalStateException.class);
  }

  private IdempotencyToken lastToken() {
    return shard.state.contents().writers().get(TestShard.writer(0)).orElseThrow().lastToken();
  }

  private List<MergeRequest> appended(HollowBatch batch) {
    return ((AppendOutcome.Appended) shard.append(0, batch)).requests();
  }

  private List<Claim> claims() {
    return shard.state.contents().trace().spineBatches().stream()
        .map(SpineBatch::claim)
        .flatMap(Optional::stream)
        .toList();
  }

  private StepContext context() {
    return new StepContext(
        shard.now, shard.state.applierVersion(), "here", MaintenancePolicy.DEFAULT);
  }
}
