package io.travertine.persist.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.internal.batch.Batches;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.spine.InputCounts;
import io.travertine.persist.internal.spine.SpineId;
import io.travertine.persist.internal.spine.SpinePart;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** Which compactions pay. */
class CompactionPolicyTest {

  private static final CompactionPolicy POLICY = new CompactionPolicy(8, 8, 1_024, 0);

  @Test
  void eightBatchesInBlobDo() {
    assertThat(isWorthDoing(POLICY, 7, CompactionPolicyTest::stored)).isFalse();
    assertThat(isWorthDoing(POLICY, 8, CompactionPolicyTest::stored)).isTrue();
  }

  @Test
  void fourInsideTheStateAreAsGoodAsOne() {
    assertThat(isWorthDoing(POLICY, 31, CompactionPolicyTest::inline)).isFalse();
    assertThat(isWorthDoing(POLICY, 32, CompactionPolicyTest::inline)).isTrue();
  }

  @Test
  void manyUpdatesDoWhereverTheyAre() {
    assertThat(isWorthDoing(POLICY, 2, at -> Batches.of(at, at + 1, 511))).isFalse();
    assertThat(isWorthDoing(POLICY, 2, at -> Batches.of(at, at + 1, 512))).isTrue();
  }

  @Test
  void everythingIsEverything() {
    assertThat(isWorthDoing(CompactionPolicy.EVERYTHING, 1, at -> Batches.of(at, at + 1, 0)))
        .isTrue();
    assertThat(isWorthDoing(CompactionPolicy.EVERYTHING, 1, CompactionPolicyTest::inline)).isTrue();
    assertThat(isWorthDoing(CompactionPolicy.NOTHING, 1_000, CompactionPolicyTest::stored))
        .isFalse();
  }

  private static HollowBatch stored(long at) {
    return Batches.of(at, at + 1, 1);
  }

  private static HollowBatch inline(long at) {
    return Batches.inline(at, at + 1, 10);
  }

  private static boolean isWorthDoing(
      CompactionPolicy policy, int count, LongFunction<HollowBatch> batch) {
    List<SpinePart> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      inputs.add(new SpinePart(new SpineId(i, i + 1), batch.apply(i)));
    }
    return policy.isWorthDoing(InputCounts.of(inputs));
  }
}
