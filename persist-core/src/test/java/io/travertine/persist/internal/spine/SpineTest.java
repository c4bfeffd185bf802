package io.travertine.persist.internal.spine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.PoisonedException;
import io.travertine.persist.internal.batch.Batches;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.batch.RunOrder;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The golden vectors of spec appendix B1, and what the rules of spec §5 say besides. */
@Tag("B1")
class SpineTest {

  private Spine spine = Spine.empty(TimeDomain.U64);
  private final List<MergeRequest> requests = new ArrayList<>();

  @Test
  void eightSingleUpdatesBecomeABinaryCounter() {
    for (int i = 0; i < 8; i++) {
      push(i, i + 1, 1);
    }
    assertThat(lines())
        .containsExactly(
            "[0-4][0][4] 4/4", "[4-6][4][6] 2/2", "[6-7][6][7] 1/1", "[7-8][7][8] 1/1");
    assertThat(requests).extracting(this::bounds).containsExactly("[0][2]", "[0][4]", "[4][6]");
  }

  @Test
  void aLargeBatchForcesTheSmallOnesBelowItTogether() {
    for (int i = 0; i < 8; i++) {
      push(i, i + 1, 1);
    }
    requests.clear();
    push(8, 9, 100);
    assertThat(lines()).containsExactly("[0-8][0][8] 8/8", "[8-9][8][9] 1/100");
    assertThat(requests).extracting(this::bounds).containsExactly("[0][8]");
    assertThat(requests.get(0).inputs()).hasSize(8);

    assertThat(apply(0, 8, Batches.of(Batches.desc(0, 8), 5, OptionalLong.of(8))))
        .isEqualTo(MergeOutcome.APPLIED_EXACT);
    assertThat(lines()).containsExactly("[0-8][0][8] 1/5", "[8-9][8][9] 1/100");
  }

  @Test
  void emptyBatchesFuseIntoOne() {
    push(0, 1, 0);
    push(1, 2, 0);
    push(2, 3, 0);
    assertThat(lines()).containsExactly("[0-3][0][3] 1/0");
    push(3, 4, 10);
    push(4, 5, 0);
    push(5, 6, 0);
    push(6, 7, 0);
    assertThat(lines()).containsExactly("[0-3][0][3] 1/0", "[3-4][3][4] 1/10", "[4-7][4][7] 1/0");
    assertThat(requests).isEmpty();
  }

  @Test
  void aMergeResultMustStandForWholeParts() {
    eightPartsOfTwo();
    assertThat(lines()).containsExactly("[0-8][0][16] 8/8", "[8-9][16][18] 1/100");
    assertThat(apply(0, 9, Batches.of(0, 18, 5))).isEqualTo(MergeOutcome.NOT_APPLIED_NO_MATCH);
    assertThat(apply(0, 9, Batches.of(0, 17, 5))).isEqualTo(MergeOutcome.NOT_APPLIED_NO_MATCH);
    assertThat(apply(0, 8, Batches.of(1, 18, 5))).isEqualTo(MergeOutcome.NOT_APPLIED_NO_MATCH);
    assertThat(apply(0, 10, Batches.of(0, 20, 5))).isEqualTo(MergeOutcome.NOT_APPLIED_NO_MATCH);
    assertThat(apply(0, 3, Batches.of(1, 6, 2))).isEqualTo(MergeOutcome.NOT_APPLIED_NO_MATCH);
    assertThat(apply(1, 4, Batches.of(2, 7, 2))).isEqualTo(MergeOutcome.NOT_APPLIED_NO_MATCH);
    assertThat(apply(8, 9, Batches.of(16, 17, 2))).isEqualTo(MergeOutcome.NOT_APPLIED_NO_MATCH);
    assertThat(lines()).containsExactly("[0-8][0][16] 8/8", "[8-9][16][18] 1/100");
  }

  @Test
  void aMergeResultMayNotGrowWhatItReplaces() {
    eightPartsOfTwo();
    assertThat(apply(0, 8, Batches.of(0, 16, 9)))
        .isEqualTo(MergeOutcome.NOT_APPLIED_TOO_MANY_UPDATES);
    assertThat(apply(0, 2, Batches.of(0, 4, 3)))
        .isEqualTo(MergeOutcome.NOT_APPLIED_TOO_MANY_UPDATES);
  }

  @Test
  void aMergeResultMayStandForSomeParts() {
    eightPartsOfTwo();
    assertThat(apply(0, 2, Batches.of(0, 4, 2))).isEqualTo(MergeOutcome.APPLIED_SUBSET);
    assertThat(lines()).first().isEqualTo("[0-8][0][16] 7/8");
    assertThat(apply(6, 8, Batches.of(12, 16, 2))).isEqualTo(MergeOutcome.APPLIED_SUBSET);
    assertThat(lines()).first().isEqualTo("[0-8][0][16] 6/8");
    assertThat(apply(3, 5, Batches.of(6, 10, 2))).isEqualTo(MergeOutcome.APPLIED_SUBSET);
    assertThat(lines()).first().isEqualTo("[0-8][0][16] 5/8");
    assertThat(apply(2, 3, Batches.of(4, 6, 1))).isEqualTo(MergeOutcome.APPLIED_SUBSET);
    assertThat(lines()).first().isEqualTo("[0-8][0][16] 5/8");
    assertThat(apply(2, 6, Batches.of(4, 12, 4))).isEqualTo(MergeOutcome.APPLIED_SUBSET);
    assertThat(lines()).first().isEqualTo("[0-8][0][16] 3/8");
    assertThat(apply(0, 8, Batches.of(0, 16, 8))).isEqualTo(MergeOutcome.APPLIED_EXACT);
    assertThat(lines()).first().isEqualTo("[0-8][0][16] 1/8");
  }

  @Test
  void aPartThatWasMergedAwayNoLongerMatches() {
    eightPartsOfTwo();
    apply(0, 4, Batches.of(0, 8, 4));
    assertThat(apply(0, 2, Batches.of(0, 4, 2))).isEqualTo(MergeOutcome.NOT_APPLIED_NO_MATCH);
    assertThat(apply(2, 6, Batches.of(4, 12, 2))).isEqualTo(MergeOutcome.NOT_APPLIED_NO_MATCH);
  }

  @Test
  void aMergeMayOnlyBeCompactedAsFarAsSinceWasWhenItBegan() {
    for (int i = 0; i < 3; i++) {
      push(i, i + 1, 1);
    }
    // The merge of [0,2) began at since 0, that of [2,4) begins at since 2.
    spine = spine.downgradedTo(Frontier.at(2));
    push(3, 4, 1);
    push(4, 5, 1);
    assertThat(requests).last().extracting(MergeRequest::desc).isEqualTo(Batches.desc(0, 4, 2));
    assertThat(apply(0, 4, Batches.of(Batches.desc(0, 4, 3), 2, OptionalLong.of(4))))
        .isEqualTo(MergeOutcome.NOT_APPLIED_INVALID_SINCE);
    assertThat(apply(0, 4, Batches.of(Batches.desc(0, 4, 1), 2, OptionalLong.of(4))))
        .as("less far is fine")
        .isEqualTo(MergeOutcome.APPLIED_EXACT);
  }

  @Test
  void aMergeThatLosesUpdatesIsRefused() {
    eightPartsOfTwo();
    Spine before = spine;
    HollowBatch lossy = Batches.of(Batches.desc(0, 4), 1, OptionalLong.of(1));
    assertThatThrownBy(() -> apply(0, 2, lossy))
        .isInstanceOf(PoisonedException.class)
        .hasMessageContaining("2 became 1");
    assertThatThrownBy(() -> apply(0, 8, HollowBatch.empty(Batches.desc(0, 16))))
        .isInstanceOf(PoisonedException.class);
    assertThat(spine).isEqualTo(before);
  }

  @Test
  void sumsOfDiffsAreComparedModuloTwoToThe64() {
    HollowBatch max = Batches.of(Batches.desc(0, 1), 2, OptionalLong.of(Long.MAX_VALUE));
    HollowBatch one = Batches.of(Batches.desc(1, 2), 2, OptionalLong.of(1));
    spine = spine.push(max).spine().push(one).spine();
    push(2, 3, 2);
    HollowBatch sum = Batches.of(Batches.desc(0, 2), 2, OptionalLong.of(Long.MIN_VALUE));
    assertThat(apply(0, 2, sum)).isEqualTo(MergeOutcome.APPLIED_EXACT);
  }

  @Test
  void sumsOfDiffsAreNotComparedWhereARunWasCutOrAnySumIsUnknown() {
    HollowBatch cut = Batches.of(0, 1, 2);
    cut = HollowBatch.of(cut.desc(), cut.runs().stream().map(Run::asTruncated).toList());
    spine = spine.push(cut).spine();
    push(1, 2, 1);
    push(2, 3, 8);
    HollowBatch less = Batches.of(Batches.desc(0, 2), 1, OptionalLong.of(-5));
    assertThat(apply(0, 2, less)).isEqualTo(MergeOutcome.APPLIED_EXACT);
    HollowBatch unknown = Batches.of(Batches.desc(0, 2), 1, OptionalLong.empty());
    assertThat(apply(0, 2, unknown)).isEqualTo(MergeOutcome.APPLIED_EXACT);
    assertThat(apply(0, 2, less))
        .as("nothing is known of what it replaces")
        .isEqualTo(MergeOutcome.APPLIED_EXACT);
  }

  @Test
  void closedHistoryWeighsNothingAndIsNotTakenForNothing() {
    spine = spine.push(withHistory(0, 4, 3, 1_000)).spine();
    assertThat(spine.updates()).isEqualTo(3);
    assertThat(spine.spineBatches().get(0).isCompact()).isTrue();
    HollowBatch over = HollowBatch.of(Batches.desc(4, 5), List.of(Batches.closed(7, 4)));
    spine = spine.push(over).spine();
    push(5, 6, 0);
    push(6, 7, 0);
    assertThat(spine.batches()).contains(over);
  }

  @Test
  void closedHistoryIsForgottenOnceSincePassesIt() {
    HollowBatch batch = withHistory(0, 4, 3, 10);
    spine = spine.push(batch).spine();
    push(4, 5, 3);
    spine = spine.downgradedTo(Frontier.at(2));
    assertThat(spine.batches()).contains(batch);
    spine = spine.downgradedTo(Frontier.at(3));
    assertThat(spine.batches().get(0).closedRuns()).isEmpty();
    assertThat(spine.batches().get(0).presentRuns()).isEqualTo(batch.presentRuns());
    assertThat(spine.batches().get(0).desc()).isEqualTo(Batches.desc(0, 4, 3));
    push(5, 6, 100);
    assertThat(requests)
        .as("a merge that had begun does not claim to be compacted less than its inputs")
        .allMatch(request -> Frontier.at(3).lessEqual(request.desc().since()));
  }

  @Test
  void aRunIsOnlyCarriedOverFromWhatIsReplaced() {
    eightPartsOfTwo();
    Run there = spine.batches().get(0).runs().get(0);
    Run gone = Batches.closed(2, 3);
    HollowBatch output = Batches.of(Batches.desc(0, 4), 2, OptionalLong.of(2));
    MergeResult stale = new MergeResult(new SpineId(0, 2), output, Set.of(there.id(), gone.id()));
    assertThat(spine.apply(stale).outcome()).isEqualTo(MergeOutcome.NOT_APPLIED_NO_MATCH);
    MergeResult fresh = new MergeResult(new SpineId(0, 2), output, Set.of(there.id()));
    assertThat(spine.apply(fresh).outcome()).isEqualTo(MergeOutcome.APPLIED_SUBSET);
  }

  @Test
  void historyThatIsNotOverIsNotClosed() {
    eightPartsOfTwo();
    Run open =
        new Run(
            Batches.closed(1, 3).id(),
            RunOrder.SORTED,
            Optional.empty(),
            false,
            OptionalLong.of(3),
            List.of(Batches.stored(1, OptionalLong.of(1))));
    HollowBatch output =
        HollowBatch.of(
            Batches.desc(0, 4), List.of(Batches.run(Batches.stored(1, OptionalLong.of(1))), open));
    assertThatThrownBy(() -> apply(0, 2, output))
        .isInstanceOf(PoisonedException.class)
        .hasMessageContaining("closes history that is not over");
  }

  private static HollowBatch withHistory(long lower, long upper, long updates, long closed) {
    Run present = Batches.run(Batches.stored(updates, OptionalLong.of(updates)));
    return HollowBatch.of(
        Batches.desc(lower, upper), List.of(present, Batches.closed(closed, upper - 1)));
  }

  @Test
  void onlyABatchThatContinuesTheSpineCanBePushed() {
    push(0, 3, 1);
    assertThatThrownBy(() -> push(2, 4, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> push(4, 5, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> push(3, 3, 0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aClaimEndsWithTheMerge() {
    eightPartsOfTwo();
    SpineId id = new SpineId(0, 8);
    assertThat(spine.uncompacted(1000)).extracting(MergeRequest::id).containsExactly(id);
    spine = spine.claim(id, new Claim(1000));
    assertThat(spine.uncompacted(1000)).isEmpty();
    assertThat(spine.uncompacted(1001)).hasSize(1);
    apply(0, 2, Batches.of(0, 4, 2));
    assertThat(spine.uncompacted(1000)).as("work goes on").isEmpty();
    apply(0, 8, Batches.of(0, 16, 8));
    assertThat(spine.uncompacted(1001)).as("compact").isEmpty();
    assertThat(spine.spineBatches().get(0).claim()).isEmpty();
  }

  @Test
  void exertingForcesWhatThereIsTogether() {
    for (int i = 0; i < 7; i++) {
      push(i, i + 1, 1);
    }
    requests.clear();
    for (int i = 0; i < 10 && spine.spineBatches().size() > 1; i++) {
      Spine.Pushed exerted = spine.exert(1024);
      spine = exerted.spine();
      requests.addAll(exerted.requests());
    }
    assertThat(lines()).containsExactly("[0-7][0][7] 7/7");
    assertThat(requests).last().extracting(this::bounds).isEqualTo("[0][7]");
  }

  @Test
  void aTopBatchThatHasBecomeSmallIsDrawnDown() {
    assertThat(tidied(1, 0, 0, 0, 0, 1)).as("over vacant levels").containsExactly(1);
    assertThat(tidied(4, 0, 0, 0, 0, 1)).as("no lower than it belongs").containsExactly(0, 0, 1);
    assertThat(tidied(4, 0, 0, 1, 1))
        .as("next to the batch below, as a merge")
        .containsExactly(0, 0, 2);
    assertThat(tidied(4, 0, 1, 1, 1)).as("with little below").containsExactly(0, 1, 2);
    assertThat(tidied(4, 1, 1, 1, 1)).as("with much below").containsExactly(1, 1, 1, 1);
    assertThat(tidied(4, 0, 0, 2, 1)).as("no room below").containsExactly(0, 0, 2, 1);
    assertThat(tidied(1, 1, 0, 0, 0, 1)).as("down to the first batch").containsExactly(2);
  }

  /**
   * How many batches each level has after tidying a spine with {@code counts} per level, level 0
   * first, whose oldest batch has {@code topUpdates} updates.
   */
  private static List<Integer> tidied(long topUpdates, int... counts) {
    List<Level> levels = new ArrayList<>();
    long next = 0;
    for (int i = counts.length - 1; i >= 0; i--) {
      List<SpineBatch> batches = new ArrayList<>();
      for (int j = 0; j < counts[i]; j++) {
        HollowBatch batch = Batches.of(next, next + 1, next == 0 ? topUpdates : 1);
        batches.add(Spine.inserted(new SpineId(next, next + 1), batch));
        next++;
      }
      Optional<FuelingMerge> merge =
          counts[i] == 2 ? Optional.of(new FuelingMerge(Frontier.at(0), 2)) : Optional.empty();
      levels.add(0, new Level(batches, merge));
    }
    SpineEdit edit = new SpineEdit(new Spine(Frontier.at(0), Frontier.at(next), next, levels));
    edit.tidy();
    return edit.finish().spine().levels().stream().map(level -> level.batches().size()).toList();
  }

  private void eightPartsOfTwo() {
    for (int i = 0; i < 16; i += 2) {
      push(i, i + 2, 1);
    }
    push(16, 18, 100);
  }

  private void push(long lower, long upper, long updates) {
    Spine.Pushed pushed = spine.push(Batches.of(lower, upper, updates));
    spine = pushed.spine();
    requests.addAll(pushed.requests());
  }

  private MergeOutcome apply(long lo, long hi, HollowBatch output) {
    Spine.Merged merged = spine.apply(new MergeResult(new SpineId(lo, hi), output));
    spine = merged.spine();
    return merged.outcome();
  }

  private List<String> lines() {
    return spine.spineBatches().stream().map(this::line).toList();
  }

  private String line(SpineBatch batch) {
    return "["
        + batch.id()
        + "]"
        + batch.desc().lower()
        + batch.desc().upper()
        + " "
        + batch.parts().size()
        + "/"
        + batch.updates();
  }

  private String bounds(MergeRequest request) {
    Description desc = request.desc();
    return desc.lower().toString() + desc.upper();
  }
}
