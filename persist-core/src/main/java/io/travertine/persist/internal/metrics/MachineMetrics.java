package io.travertine.persist.internal.metrics;

import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Measures what moves the roots of shards. Thread-safe. */
public final class MachineMetrics {

  /** How a newer state was found. */
  public enum FetchPath {
    NOTHING,
    DIFFS,
    ROLLUP
  }

  /** What became of a push. */
  public enum PushOutcome {
    APPLIED,
    STALE,
    GAP,
    UNUSABLE
  }

  /** What ended a wait. */
  public enum Wake {
    NEWS,
    LOOK,
    DEADLINE
  }

  /** Background work. */
  public enum Upkeep {
    ROLLUP,
    GARBAGE_COLLECTION,
    COMPACTION
  }

  private final Metrics metrics;
  private final CommandMetrics commands;
  private final RetryMetrics retries;
  private final Counter updates;
  private final Counter inlineBytes;
  private final Counter storedBytes;
  private final Counter backpressure;
  private final Counter diffBytes;
  private final Counter sent;
  private final Counter leasesLost;
  private final Map<FetchPath, Counter> fetches;
  private final Map<PushOutcome, Counter> pushes;
  private final Map<Wake, Counter> wakes;
  private final Map<Upkeep, Counter> requested;

  public MachineMetrics(Metrics metrics) {
    this.metrics = metrics;
    this.commands = new CommandMetrics(metrics);
    this.retries = new RetryMetrics(metrics);
    this.updates = metrics.counter(Metric.APPEND_UPDATES);
    this.inlineBytes = metrics.counter(Metric.APPEND_BYTES, "inline");
    this.storedBytes = metrics.counter(Metric.APPEND_BYTES, "stored");
    this.backpressure = metrics.counter(Metric.APPEND_BACKPRESSURE);
    this.diffBytes = metrics.counter(Metric.STATE_DIFF_BYTES);
    this.sent = metrics.counter(Metric.PUBSUB_SENT);
    this.leasesLost = metrics.counter(Metric.LEASE_LOST);
    this.fetches = counters(Metric.STATE_FETCH, FetchPath.class);
    this.pushes = counters(Metric.PUBSUB_RECEIVED, PushOutcome.class);
    this.wakes = counters(Metric.WATCH_WOKEN, Wake.class);
    this.requested = counters(Metric.UPKEEP_REQUESTED, Upkeep.class);
  }

  private <E extends Enum<E>> Map<E, Counter> counters(Metric metric, Class<E> type) {
    Map<E, Counter> counters = new EnumMap<>(type);
    for (E each : type.getEnumConstants()) {
      counters.put(each, metrics.counter(metric, each.name().toLowerCase(Locale.ROOT)));
    }
    return counters;
  }

  /** Counts nothing. */
  public static MachineMetrics none() {
    return new MachineMetrics(Metrics.none());
  }

  /** Measures the pauses between attempts. */
  public RetryMetrics retries() {
    return retries;
  }

  public CommandMetrics commands() {
    return commands;
  }

  /** A batch was appended. */
  public void appended(long updatesOfBatch, long inline, long stored) {
    updates.increment(updatesOfBatch);
    if (inline > 0) {
      inlineBytes.increment(inline);
    }
    if (stored > 0) {
      storedBytes.increment(stored);
    }
  }

  public void backpressure() {
    backpressure.increment();
  }

  /** A diff was committed. */
  public void committed(long bytes) {
    diffBytes.increment(bytes);
  }

  public void pushed() {
    sent.increment();
  }

  public void received(PushOutcome outcome) {
    count(pushes, outcome);
  }

  public void leaseLost() {
    leasesLost.increment();
  }

  public void fetched(FetchPath path) {
    count(fetches, path);
  }

  public void woken(Wake by) {
    count(wakes, by);
  }

  public void requested(Upkeep task) {
    count(requested, task);
  }

  private static <E extends Enum<E>> void count(Map<E, Counter> counters, E which) {
    Counter counter = counters.get(which);
    if (counter != null) {
      counter.increment();
    }
  }

  /** A compacted batch was applied, or was not. */
  public void compacted(Enum<?> outcome) {
    metrics.counter(Metric.COMPACTION_RESULT, outcome.name().toLowerCase(Locale.ROOT)).increment();
  }

  /** A rollup was linked, or was not. */
  public void rolledUp(boolean linked) {
    metrics.counter(Metric.ROLLUP_RESULT, linked ? "linked" : "superfluous").increment();
  }
}
