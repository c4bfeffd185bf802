package io.travertine.persist.location.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * This machine's clock is right, by the store's. Commits get its time, so one that is ahead takes
 * the whole database with it; leases of readers last a quarter of an hour by the clocks of those
 * who renew and those who expire them, and as much is what Amazon S3 allows a signature.
 */
final class MachineClock implements Probe {

  static final Duration WORTH_A_WORD = Duration.ofSeconds(10);
  static final Duration TOO_MUCH = Duration.ofMinutes(15);

  private static final String WAY_OUT = "keep the clocks of all machines by NTP";

  @Override
  public String guarantee() {
    return "machine's clock";
  }

  @Override
  public Check run(Trial trial) {
    List<ClockSample> samples = new ArrayList<>();
    for (int i = 0; i < trial.extent().samples(); i++) {
      trial
          .ask("asking the time", () -> ClockSample.of(trial.clock(), trial.ground()::storeMillis))
          .ifPresent(samples::add);
    }
    Optional<ClockSample> best =
        samples.stream().min(Comparator.comparingLong(ClockSample::doubtMillis));
    if (best.isEmpty()) {
      return Check.safe(guarantee(), "there is no other clock");
    }
    return judge(best.get());
  }

  Check judge(ClockSample sample) {
    Duration apart = Duration.ofMillis(sample.apartMillis());
    if (apart.isZero()) {
      return Check.safe(
          guarantee(), "as the store's, give or take " + Spans.text(sample.doubtMillis()));
    }
    String seen =
        "%s %s the store's"
            .formatted(
                Spans.text(apart.toMillis()), sample.aheadMillis() > 0 ? "behind" : "ahead of");
    if (apart.compareTo(TOO_MUCH) >= 0) {
      return Check.unsafe(guarantee(), seen, WAY_OUT);
    }
    return apart.compareTo(WORTH_A_WORD) >= 0
        ? Check.warning(guarantee(), seen, WAY_OUT)
        : Check.safe(guarantee(), seen);
  }
}
