package io.travertine.persist.internal.machine;

import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.Seed;
import io.travertine.persist.internal.metrics.MachineMetrics;
import io.travertine.persist.internal.state.CodecNames;
import io.travertine.persist.internal.state.MaintenancePolicy;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.pubsub.PubSub;
import io.travertine.persist.time.Clock;

/**
 * What a machine takes from outside.
 *
 * @param hostname who we are, in the states
 * @param version the release that this program is
 * @param pubSub tells the other processes, and is told by them; closed by somebody else
 * @param metrics what is measured
 */
public record MachineContext(
    Clock clock,
    Seed seed,
    String hostname,
    BuildVersion version,
    CodecNames codecs,
    MaintenancePolicy policy,
    MaintenanceListener maintenance,
    PubSub pubSub,
    MachineMetrics metrics) {

  /** Without other processes to tell, and not measured. */
  public MachineContext(
      Clock clock,
      Seed seed,
      String hostname,
      BuildVersion version,
      CodecNames codecs,
      MaintenancePolicy policy,
      MaintenanceListener maintenance) {
    this(
        clock,
        seed,
        hostname,
        version,
        codecs,
        policy,
        maintenance,
        PubSub.NONE,
        MachineMetrics.none());
  }

  /** Tries again for as long as it takes. */
  Retry retry() {
    return new Retry(clock, seed).tellingOf(metrics.retries());
  }
}
