package io.travertine.torture;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeCounter;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Metrics that tell what the storage core is at, at the moment it happens. Thread-safe. */
final class Moments extends SimpleMeterRegistry {

  /** Somebody has won. */
  static final String COMPARE_AND_SET = "consensus_compare_and_set";

  /** What can be told of, as often as it is worth a kill. */
  static final List<String> ALL =
      List.of(
          "blob_set",
          "blob_set",
          "blob_delete",
          "blob_delete",
          COMPARE_AND_SET,
          COMPARE_AND_SET,
          COMPARE_AND_SET,
          "consensus_truncate",
          "rollup",
          "garbage_collection",
          "garbage_collection",
          "compaction",
          "compaction",
          "persist.compaction.result",
          "persist.rollup.result");

  private final Consumer<String> told;

  /**
   * @param told of each moment, on the thread where it happens
   */
  Moments(Consumer<String> told) {
    super(SimpleConfig.DEFAULT, Clock.SYSTEM);
    this.told = told;
  }

  private static String moment(Meter.Id id) {
    String moment =
        switch (id.getName()) {
          case "persist.external" -> id.getTag("op");
          case "persist.upkeep.requested" -> id.getTag("task");
          default -> id.getName();
        };
    return Objects.requireNonNullElse(moment, id.getName());
  }

  @Override
  protected Timer newTimer(
      Meter.Id id, DistributionStatisticConfig statistics, PauseDetector pauses) {
    String moment = moment(id);
    return new CumulativeTimer(id, clock, statistics, pauses, getBaseTimeUnit(), false) {
      @Override
      protected void recordNonNegative(long amount, TimeUnit unit) {
        super.recordNonNegative(amount, unit);
        told.accept(moment);
      }
    };
  }

  @Override
  protected Counter newCounter(Meter.Id id) {
    String moment = moment(id);
    return new CumulativeCounter(id) {
      @Override
      public void increment(double amount) {
        super.increment(amount);
        told.accept(moment);
      }
    };
  }
}
