package io.travertine.persist.simulation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The newest versions that one process knows, as it measures them: they never step back. Used in
 * turns.
 */
final class Knowledge {

  private static final String NEWEST_KNOWN = "persist.shard.seqno";

  private final String process;
  private final Turns turns;
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final Map<Gauge, Double> newest = new LinkedHashMap<>();

  Knowledge(String process, Turns turns) {
    this.process = process;
    this.turns = turns;
    registry
        .config()
        .meterFilter(MeterFilter.denyUnless(id -> id.getName().equals(NEWEST_KNOWN)))
        .onMeterAdded(meter -> newest.put((Gauge) meter, 0.0))
        .onMeterRemoved(newest::remove);
  }

  /** Where the process measures. */
  MeterRegistry registry() {
    return registry;
  }

  void check() {
    for (Map.Entry<Gauge, Double> shard : newest.entrySet()) {
      double known = shard.getKey().value();
      if (known < shard.getValue()) {
        Violation violation =
            new Violation(
                process
                    + " knew version "
                    + shard.getValue()
                    + " of "
                    + shard.getKey().getId().getTag("shard")
                    + " and now knows "
                    + known);
        turns.fail(violation);
        throw violation;
      }
      if (known > shard.getValue()) {
        shard.setValue(known);
      }
    }
  }
}
