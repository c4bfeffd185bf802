package io.travertine.persist.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.id.RollupId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.batch.RollupKey;
import io.travertine.persist.time.TimeDomain;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AddRollupTest {

  private final Seed seed = Seed.of(1);

  private HollowRollup rollup(long version) {
    return new HollowRollup(
        new RollupKey(new SeqNo(version), RollupId.generate(seed)), OptionalLong.of(10));
  }

  private static Transition.Commit<Boolean> add(HollowRollup rollup, long next, Contents to) {
    return (Transition.Commit<Boolean>) new AddRollup(rollup).apply(new SeqNo(next), to);
  }

  @Test
  void linksARollupAndSaysSoAgain() {
    HollowRollup rollup = rollup(4);
    Transition.Commit<Boolean> first = add(rollup, 5, Contents.empty(TimeDomain.U64));
    Transition.Commit<Boolean> again = add(rollup, 6, first.next());

    assertThat(first.result()).isTrue();
    assertThat(again.result()).isTrue();
    assertThat(again.next().rollups().get(new SeqNo(4))).contains(rollup);
  }

  @Test
  void doesNotLinkAnotherOfTheSameVersion() {
    HollowRollup first = rollup(4);
    Contents linked = add(first, 5, Contents.empty(TimeDomain.U64)).next();
    Transition.Commit<Boolean> other = add(rollup(4), 6, linked);

    assertThat(other.result()).isFalse();
    assertThat(other.next().rollups().get(new SeqNo(4))).contains(first);
  }

  /**
   * It may have been linked, unlinked and deleted while the answer to its first attempt was lost.
   */
  @Test
  void doesNotLinkARollupWhenThereIsALaterOne() {
    Contents linked = add(rollup(7), 8, Contents.empty(TimeDomain.U64)).next();
    Transition.Commit<Boolean> late = add(rollup(4), 9, linked);

    assertThat(late.result()).isFalse();
    assertThat(late.next().rollups().get(new SeqNo(4))).isEmpty();
  }
}
