package io.travertine.persist.internal.machine;

import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.metrics.MachineMetrics;
import io.travertine.persist.internal.metrics.MachineMetrics.PushOutcome;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.internal.state.StateDiff;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.pubsub.DiffReceiver;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what others say they committed: the next version is believed, and anything else is at most
 * a reason to look in Consensus soon (spec §8.4). Thread-safe.
 *
 * <p>Whatever is wrong about a push is the pusher's fault, or that of the way here: it is counted,
 * and the shard is as healthy as before.
 */
final class ToldVersions implements DiffReceiver {

  private static final Logger LOG = LoggerFactory.getLogger(ToldVersions.class);

  private final SharedState shared;
  private final UpperWatch watch;
  private final BuildVersion release;
  private final MachineMetrics metrics;

  /**
   * @param release what this program is
   */
  ToldVersions(SharedState shared, UpperWatch watch, BuildVersion release, MachineMetrics metrics) {
    this.shared = shared;
    this.watch = watch;
    this.release = release;
    this.metrics = metrics;
  }

  @Override
  public void pushed(SeqNo seqNo, byte[] diff) {
    Optional<State> healthy = shared.ifHealthy();
    if (healthy.isEmpty()) {
      return;
    }
    State before = healthy.get();
    if (!before.seqNo().isBefore(seqNo)) {
      metrics.received(PushOutcome.STALE);
    } else if (!before.seqNo().next().equals(seqNo)) {
      metrics.received(PushOutcome.GAP);
      watch.hurry();
    } else if (believe(before, new Versioned(seqNo, diff))) {
      metrics.received(PushOutcome.APPLIED);
    } else if (isNews(seqNo)) {
      metrics.received(PushOutcome.UNUSABLE);
      watch.hurry();
    } else {
      metrics.received(PushOutcome.STALE);
    }
  }

  private boolean isNews(SeqNo seqNo) {
    return shared.ifHealthy().filter(known -> known.seqNo().isBefore(seqNo)).isPresent();
  }

  private boolean believe(State before, Versioned version) {
    State next;
    try {
      StateDiff diff = StateDiff.decode(version.data(), before.domain());
      if (!diff.to().equals(version.seqNo())) {
        return false;
      }
      next = diff.applyTo(before);
      next.checkReadableBy(release);
    } catch (RuntimeException | AssertionError e) {
      LOG.debug("{}: push of {} is unusable", before.shard(), version, e);
      return false;
    }
    return before.since().lessEqual(next.since())
        && before.upper().lessEqual(next.upper())
        && shared.believe(before, next, version);
  }

  @Override
  public void announced(SeqNo seqNo) {
    if (isNews(seqNo)) {
      metrics.received(PushOutcome.GAP);
      watch.hurry();
    }
  }

  @Override
  public void subscribed() {
    watch.hurry();
  }
}
