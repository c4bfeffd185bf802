package io.travertine.persist.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Frontiers by example (spec §1.2); their laws are in {@link FrontierLaws}. */
class FrontierTest {

  private static final TimeDomain U64 = TimeDomain.U64;
  private static final TimeDomain PAIR = TimeDomain.PAIR;

  @Test
  void keepsTheMinimalTimesInOrder() {
    assertThat(Frontier.of(U64, 5, 3, 9, 3)).isEqualTo(Frontier.at(3)).hasToString("[3]");
    assertThat(Frontier.of(PAIR, pair(2, 0), pair(1, 1), pair(0, 3), pair(2, 2)))
        .hasToString("[(0,3), (1,1), (2,0)]")
        .isEqualTo(Frontier.of(PAIR, pair(0, 3), pair(2, 0), pair(1, 1)))
        .hasSameHashCodeAs(Frontier.of(PAIR, pair(1, 1), pair(0, 3), pair(2, 0)));
  }

  @Test
  void theEmptyFrontierIsTheGreatest() {
    Frontier empty = Frontier.empty(U64);
    assertThat(Frontier.at(-1).lessThan(empty)).isTrue();
    assertThat(empty.lessEqual(Frontier.at(-1))).isFalse();
    assertThat(empty.lessEqual(empty)).isTrue();
    assertThat(empty.lessEqual(-1)).isFalse();
    assertThat(empty.meet(Frontier.at(4))).isEqualTo(Frontier.at(4));
    assertThat(empty.join(Frontier.at(4))).isEqualTo(empty);
    assertThat(empty.advance(7)).as("nothing to be told apart, nothing changed").isEqualTo(7);
    assertThat(empty).hasToString("[]");
  }

  @Test
  void timesAreUnsigned() {
    assertThat(Frontier.at(Long.MAX_VALUE).lessThan(Long.MIN_VALUE)).isTrue();
    assertThat(Frontier.at(-1).meet(Frontier.at(1))).isEqualTo(Frontier.at(1));
    assertThat(Frontier.at(-1)).hasToString("[18446744073709551615]");
    assertThat(Frontier.of(PAIR, pair(0xFFFF_FFFF, 0), pair(0, 0xFFFF_FFFF)))
        .hasToString("[(0,4294967295), (4294967295,0)]");
  }

  @Test
  void incomparableTimesAdvanceToTheEarliestTimeThatKeepsThemApart() {
    Frontier since = Frontier.of(PAIR, pair(2, 0), pair(0, 3));
    assertThat(since.advance(pair(0, 0))).isEqualTo(pair(0, 0));
    assertThat(since.advance(pair(1, 1))).isEqualTo(pair(1, 1));
    assertThat(since.advance(pair(3, 0))).isEqualTo(pair(3, 0));
    assertThat(Frontier.of(PAIR, pair(2, 2)).advance(pair(3, 0))).isEqualTo(pair(3, 2));
  }

  @Test
  void onlyAsksForExactlyOneElement() {
    assertThat(Frontier.at(8).only()).isEqualTo(8);
    assertThatThrownBy(() -> Frontier.empty(U64).only()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Frontier.of(PAIR, pair(1, 0), pair(0, 1)).only())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void elementsAreACopy() {
    Frontier frontier = Frontier.at(8);
    frontier.elements()[0] = 9;
    assertThat(frontier.only()).isEqualTo(8);
  }

  @Test
  void frontiersOfDifferentDomainsDiffer() {
    assertThat(Frontier.minimum(U64)).isNotEqualTo(Frontier.minimum(PAIR));
    assertThat(Frontier.empty(U64)).isNotEqualTo(Frontier.empty(PAIR));
  }

  @Test
  void aDescriptionCoversWhatLiesBetweenLowerAndUpper() {
    Description desc = new Description(Frontier.at(3), Frontier.at(5), Frontier.at(0));
    assertThat(desc.covers(2)).isFalse();
    assertThat(desc.covers(3)).isTrue();
    assertThat(desc.covers(4)).isTrue();
    assertThat(desc.covers(5)).isFalse();
    assertThat(desc).hasToString("[3][5][0]");
    assertThatThrownBy(() -> new Description(Frontier.at(5), Frontier.at(3), Frontier.at(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[3]")
        .hasMessageContaining("[5]");
    assertThatThrownBy(() -> new Description(Frontier.empty(U64), Frontier.at(3), Frontier.at(0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void domainsAreFoundByTheirCodecName() {
    assertThat(TimeDomain.named("u64")).isSameAs(U64);
    assertThat(TimeDomain.named("CodecProduct")).isSameAs(PAIR);
    assertThatThrownBy(() -> TimeDomain.named("i64"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("i64");
  }

  private static long pair(long outer, long inner) {
    return outer << 32 | inner & 0xFFFF_FFFFL;
  }
}
