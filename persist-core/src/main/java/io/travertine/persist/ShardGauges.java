package io.travertine.persist;

import io.micrometer.core.instrument.Gauge;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.machine.SharedState;
import io.travertine.persist.internal.metrics.Metric;
import io.travertine.persist.internal.metrics.Metrics;
import io.travertine.persist.internal.spine.SpineBatch;
import io.travertine.persist.internal.state.HollowRollup;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.time.Frontier;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** What one open shard is like, as gauges of the newest state known. Immutable. */
final class ShardGauges {

  private final Metrics metrics;
  private final String location;
  private final String shard;
  private final List<Gauge> gauges;

  /**
   * Registers the gauges; they do not keep {@code shared} alive.
   *
   * @param location where the shard is: others have shards of the same well-known ids
   */
  ShardGauges(Metrics metrics, String location, SharedState shared) {
    this.metrics = metrics;
    this.location = location;
    this.shard = shared.current().shard().toString();
    this.gauges =
        List.of(
            gauge(Metric.SHARD_SEQNO, shared, state -> state.seqNo().value()),
            gauge(Metric.SHARD_SINCE, shared, state -> time(state.since())),
            gauge(Metric.SHARD_UPPER, shared, state -> time(state.upper())),
            gauge(Metric.SHARD_SEQNOS_HELD, shared, ShardGauges::seqNosHeld),
            gauge(Metric.SHARD_SEQNOS_SINCE_ROLLUP, shared, ShardGauges::sinceRollup),
            gauge(Metric.SHARD_VERSIONS, shared, ShardGauges::versions),
            gauge(Metric.SHARD_UNCOMPACTED, shared, state -> uncompacted(state).count()),
            gauge(
                Metric.SHARD_COMPACTING,
                shared,
                state -> uncompacted(state).filter(batch -> batch.claim().isPresent()).count()),
            gauge(Metric.SHARD_BATCHES, shared, state -> batches(state).size()),
            gauge(Metric.SHARD_PARTS, shared, state -> parts(state).count()),
            gauge(Metric.SHARD_UPDATES, shared, sum(HollowBatch::updates)),
            gauge(Metric.SHARD_BYTES, shared, sum(ShardGauges::bytes)),
            gauge(Metric.SHARD_LARGEST_BATCH, shared, ShardGauges::largestBatch),
            gauge(
                Metric.SHARD_INLINE_PARTS,
                shared,
                state -> parts(state).filter(part -> part.blob().isEmpty()).count()),
            gauge(Metric.SHARD_INLINE_BYTES, shared, sum(HollowBatch::inlineBytes)),
            gauge(Metric.SHARD_ROLLUPS, shared, state -> state.contents().rollups().size()),
            gauge(Metric.SHARD_ROLLUP_BYTES, shared, ShardGauges::rollupBytes),
            gauge(Metric.SHARD_READERS, shared, state -> state.contents().leasedReaders().size()),
            gauge(
                Metric.SHARD_CRITICAL_READERS,
                shared,
                state -> state.contents().criticalReaders().size()),
            gauge(Metric.SHARD_WRITERS, shared, state -> state.contents().writers().size()));
  }

  private Gauge gauge(Metric metric, SharedState shared, ToDoubleFunction<State> value) {
    return metrics.gauge(
        metric,
        shared,
        known -> known.isPoisoned() ? Double.NaN : value.applyAsDouble(known.current()),
        location,
        shard);
  }

  private static double time(Frontier frontier) {
    return frontier.isEmpty() ? Double.NaN : frontier.elements()[0];
  }

  private static double seqNosHeld(State state) {
    return state.seqNo().value() - state.seqNoSince().value();
  }

  private static double sinceRollup(State state) {
    SeqNo latest = state.latestRollup().map(rollup -> rollup.key().seqNo()).orElse(SeqNo.ZERO);
    return state.seqNo().value() - latest.value();
  }

  private static double versions(State state) {
    SeqNo first = state.contents().rollups().first().map(Map.Entry::getKey).orElse(SeqNo.ZERO);
    return state.seqNo().value() - first.value() + 1;
  }

  private static Stream<SpineBatch> uncompacted(State state) {
    return state.contents().trace().spineBatches().stream().filter(batch -> !batch.isCompact());
  }

  private static double rollupBytes(State state) {
    OptionalLong bytes =
        state.latestRollup().map(HollowRollup::encodedBytes).orElse(OptionalLong.empty());
    return bytes.isPresent() ? bytes.getAsLong() : Double.NaN;
  }

  private static List<HollowBatch> batches(State state) {
    return state.contents().trace().batches();
  }

  private static Stream<Part> parts(State state) {
    return batches(state).stream().flatMap(batch -> batch.parts().stream());
  }

  private static ToDoubleFunction<State> sum(ToLongFunction<HollowBatch> of) {
    return state -> batches(state).stream().mapToLong(of).sum();
  }

  private static long bytes(HollowBatch batch) {
    return batch.parts().stream().mapToLong(Part::encodedBytes).sum();
  }

  private static double largestBatch(State state) {
    return batches(state).stream().mapToLong(ShardGauges::bytes).max().orElse(0);
  }

  /** Takes them out of the registry. */
  void remove() {
    gauges.forEach(metrics::remove);
  }
}
