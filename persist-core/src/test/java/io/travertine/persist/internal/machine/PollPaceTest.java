package io.travertine.persist.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PollPaceTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Waits from {@code from} to {@code to}; how often it looks, in vain. */
  private static int looks(PollPace pace, long from, long to, boolean live) {
    int looks = 0;
    long now = from;
    while (true) {
      now += Math.max(0, pace.pauseNanos(now, live));
      if (now > to) {
        return looks;
      }
      pace.spend(now);
      pace.foundNothing();
      pace.known(now);
      looks++;
    }
  }

  @Test
  void oneLookASecondWhenNothingHappens() {
    PollPace pace = new PollPace(0);

    assertThat(looks(pace, 0, 10 * SECOND, false)).isEqualTo(10);
    assertThat(looks(pace, 10 * SECOND, 100 * SECOND, false)).isEqualTo(90);
  }

  @Test
  void oneLookInTenSecondsWhilePushesArrive() {
    PollPace pace = new PollPace(0);

    assertThat(looks(pace, 0, 100 * SECOND, true)).isEqualTo(10);
  }

  @Test
  void afterAChangeOthersAreExpectedSoon() {
    PollPace pace = new PollPace(0);
    pace.spend(SECOND);
    pace.known(SECOND);
    pace.found(SECOND, false);

    assertThat(pace.pauseNanos(SECOND, false)).isEqualTo(PollPace.QUICK_NANOS);
  }

  @Test
  void looksInVainStayOneASecondHoweverWaitsComeAndGoAndWhateverIsHintedAt() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    PollPace pace = new PollPace(0);
    long now = 0;
    int inVain = 0;
    int found = 0;
    while (inVain < 1_000) {
      switch (random.nextInt(4)) {
        case 0 -> now += random.nextLong(SECOND);
        case 1 -> pace.hurry();
        case 2 -> {
          found++;
          pace.spend(now);
          pace.found(now, random.nextBoolean());
          pace.known(now);
        }
        default -> {
          long until = now + random.nextLong(3 * SECOND);
          inVain += looks(pace, now, until, random.nextBoolean());
          now = until;
        }
      }
    }
    assertThat(inVain * SECOND).as("seed %s", seed).isLessThanOrEqualTo(now + 2 * SECOND);
    assertThat(found).isPositive();
  }

  @Test
  void aHintIsFollowedAtOnceIfThereWereFewLooksBefore() {
    PollPace pace = new PollPace(0);
    assertThat(pace.pauseNanos(SECOND / 2, true)).isGreaterThan(SECOND);

    pace.hurry();

    assertThat(pace.pauseNanos(SECOND / 2, true)).isLessThanOrEqualTo(0);
    assertThat(pace.spend(SECOND / 2)).as("expected to find something").isTrue();
    assertThat(pace.spend(SECOND / 2)).isFalse();
  }

  @Test
  void pushesAreNotReliedOnForAWhileAfterOneWasMissed() {
    PollPace pace = new PollPace(0);
    pace.spend(SECOND);
    pace.known(SECOND);
    pace.found(SECOND, true);

    assertThat(looks(pace, SECOND, 61 * SECOND, true)).isBetween(50, 62);
    assertThat(looks(pace, 62 * SECOND, 162 * SECOND, true)).isBetween(9, 11);
  }
}
