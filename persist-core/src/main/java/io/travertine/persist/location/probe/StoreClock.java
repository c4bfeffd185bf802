package io.travertine.persist.location.probe;

import io.travertine.persist.location.Blob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;

/**
 * Where the log relies on the store's own clock, its answers agree about the time: the dates of
 * answers with each other, and with the times at which objects were written.
 */
final class StoreClock implements Probe {

  private static final Duration WORTH_A_WORD = Duration.ofSeconds(30);
  private static final String WAY_OUT =
      "keep the clocks of all of the store's servers by NTP, and what stands before it from"
          + " answering for it: truncated names are taken again by the store's clock";

  @Override
  public String guarantee() {
    return "store's clock";
  }

  @Override
  public Check run(Trial trial) {
    Optional<Duration> tolerance = trial.ground().clockTolerance();
    if (tolerance.isEmpty()) {
      return Check.safe(guarantee(), "nothing relies on it");
    }
    Blob blob = trial.ground().blob();
    List<ClockSample> samples = new ArrayList<>();
    for (int i = 0; i < trial.extent().samples(); i++) {
      String key = "clock/" + i;
      trial
          .ask("asking the time", () -> ClockSample.of(trial.clock(), trial.ground()::storeMillis))
          .ifPresent(samples::add);
      trial
          .ask(
              "writing " + key,
              () ->
                  ClockSample.of(
                      trial.clock(),
                      () -> {
                        blob.set(key, new byte[1]);
                        return blob.lastSetMillis(key);
                      }))
          .ifPresent(samples::add);
    }
    return judge(samples, tolerance.get());
  }

  Check judge(List<ClockSample> samples, Duration tolerance) {
    LongSummaryStatistics least =
        samples.stream()
            .mapToLong(each -> each.aheadMillis() - each.doubtMillis())
            .summaryStatistics();
    LongSummaryStatistics most =
        samples.stream()
            .mapToLong(each -> each.aheadMillis() + each.doubtMillis())
            .summaryStatistics();
    Duration apart = Duration.ofMillis(Math.max(0, least.getMax() - most.getMin()));
    String seen =
        apart.isZero()
            ? Counted.of(samples.size(), "answer") + " agree"
            : "its answers differ about the time by " + Spans.text(apart.toMillis());
    if (apart.compareTo(tolerance) >= 0) {
      return Check.unsafe(guarantee(), seen, WAY_OUT);
    }
    return apart.compareTo(WORTH_A_WORD) >= 0
        ? Check.warning(guarantee(), seen, WAY_OUT)
        : Check.safe(guarantee(), seen);
  }
}
