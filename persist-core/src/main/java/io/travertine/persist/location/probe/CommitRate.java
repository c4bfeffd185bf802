package io.travertine.persist.location.probe;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Consensus.CasOutcome;
import io.travertine.persist.location.Versioned;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How long an append takes one client alone. */
final class CommitRate implements Probe {

  private static final int COUNT_MOST = 100;
  private static final long NANOS_MOST = TimeUnit.SECONDS.toNanos(2);
  private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int BYTES = 300;

  @Override
  public String guarantee() {
    return "commit rate";
  }

  @Override
  public Check run(Trial trial) {
    Consensus consensus = trial.ground().consensus();
    long[] took = new long[COUNT_MOST];
    int count = 0;
    Optional<SeqNo> last = Optional.empty();
    long begin = trial.clock().monotonicNanos();
    while (count < COUNT_MOST && trial.clock().monotonicNanos() - begin < NANOS_MOST) {
      Optional<SeqNo> before = last;
      SeqNo next = before.map(SeqNo::next).orElse(SeqNo.ZERO);
      long start = trial.clock().monotonicNanos();
      CasOutcome outcome =
          trial.ask(
              "appending",
              () -> consensus.compareAndSet("rate", before, new Versioned(next, new byte[BYTES])));
      took[count++] = trial.clock().monotonicNanos() - start;
      last =
          outcome == CasOutcome.COMMITTED
              ? Optional.of(next)
              : trial.ask("reading", () -> consensus.head("rate")).map(Versioned::seqNo);
    }
    Arrays.sort(took, 0, count);
    long median = took[count / 2];
    String seen =
        String.format(
            Locale.ROOT,
            "%.0f appends a second one after the other; half of them within %.2f ms, 99 of 100"
                + " within %.2f ms",
            1e9 / Math.max(1, mean(took, count)),
            median / 1e6,
            took[count * 99 / 100] / 1e6);
    return median < SLOW_NANOS
        ? Check.safe(guarantee(), seen)
        : Check.warning(
            guarantee(), seen, "every commit waits for one: use a store that is nearer");
  }

  private static double mean(long[] took, int count) {
    return Arrays.stream(took, 0, count).average().orElse(1);
  }
}
