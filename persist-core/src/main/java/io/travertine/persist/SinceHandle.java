package io.travertine.persist;

import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.id.CriticalReaderId;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.state.CompareAndDowngradeSince;
import io.travertine.persist.internal.state.CriticalDowngradeOutcome;
import io.travertine.persist.internal.state.CriticalReader;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Frontier;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A hold on a shard's since that never expires, whatever becomes of the process (spec §7.10). It
 * moves only by {@link #compareAndDowngradeSince}, and only for who knows its fencing token: a new
 * leader sets a token of its own, and the old one's next call is {@link SinceDowngrade.Fenced}.
 *
 * <p>Store its id durably before registering it: nobody can release a hold whose id is forgotten.
 * To release it, downgrade it to the empty frontier; {@link #close} does not.
 *
 * <p>Thread-safe.
 */
public final class SinceHandle implements AutoCloseable {

  private final OpenShard<?, ?> shard;
  private final CriticalReaderId readerId;
  private final String opaqueCodec;
  private final Duration interval;
  private final Clock clock;
  private final LeakWarning leak;

  /** One call at a time, so that what was seen last is the newest. */
  private final ReentrantLock calling = new ReentrantLock();

  private volatile Held held;

  /** When the last rate-limited call went through, by the monotonic clock. */
  private OptionalLong lastNanos = OptionalLong.empty();

  private record Held(long opaque, Frontier since) {}

  /**
   * @param interval between two rate-limited calls at least
   */
  SinceHandle(
      OpenShard<?, ?> shard,
      CriticalReaderId readerId,
      CriticalReader registered,
      Duration interval,
      Clock clock,
      Diagnostics diagnostics) {
    this.shard = shard;
    this.readerId = readerId;
    this.opaqueCodec = registered.opaqueCodec();
    this.held = new Held(registered.opaque(), registered.since());
    this.interval = interval;
    this.clock = clock;
    this.leak =
        LeakWarning.on(this, "since handle " + readerId + " of " + diagnostics, shard::release);
  }

  public ShardId shardId() {
    return shard.data().shardId();
  }

  public CriticalReaderId readerId() {
    return readerId;
  }

  /** What is held, as this handle last saw it. */
  public Frontier since() {
    return held.since();
  }

  /** The fencing token, as this handle last saw it. */
  public long opaque() {
    return held.opaque();
  }

  /**
   * Lets history before {@code newSince} go and changes the token, if the token is {@code
   * expectedOpaque}. A since behind the one held changes the token alone. Linearizable, also when
   * fenced.
   *
   * @throws LeaseExpiredException if somebody has removed this hold by force
   */
  public SinceDowngrade compareAndDowngradeSince(
      long expectedOpaque, long newOpaque, Frontier newSince) {
    checkOpen();
    clock.lock(calling);
    try {
      return told(
          shard
              .machine()
              .compareAndDowngradeSince(
                  new CompareAndDowngradeSince(
                      readerId, opaqueCodec, expectedOpaque, newOpaque, newSince)));
    } finally {
      calling.unlock();
    }
  }

  private SinceDowngrade told(CriticalDowngradeOutcome outcome) {
    if (outcome instanceof CriticalDowngradeOutcome.Held moved) {
      held = new Held(moved.opaque(), moved.since());
      return new SinceDowngrade.Downgraded(moved.since());
    }
    if (outcome instanceof CriticalDowngradeOutcome.OpaqueMismatch fenced) {
      held = new Held(fenced.actualOpaque(), fenced.since());
      return new SinceDowngrade.Fenced(fenced.actualOpaque(), fenced.since());
    }
    throw new LeaseExpiredException(
        "critical reader " + readerId + " of " + shardId() + " was removed by force");
  }

  /**
   * The same, but not within {@link ReadLimits#criticalDowngradeInterval} of the last time it went
   * through; the first time it does.
   *
   * @return empty if it was too early, and nothing happened
   */
  public Optional<SinceDowngrade> maybeCompareAndDowngradeSince(
      long expectedOpaque, long newOpaque, Frontier newSince) {
    checkOpen();
    return takeTurn()
        ? Optional.of(compareAndDowngradeSince(expectedOpaque, newOpaque, newSince))
        : Optional.empty();
  }

  private synchronized boolean takeTurn() {
    long now = clock.monotonicNanos();
    if (lastNanos.isPresent() && now - lastNanos.getAsLong() < interval.toNanos()) {
      return false;
    }
    lastNanos = OptionalLong.of(now);
    return true;
  }

  private void checkOpen() {
    if (leak.isClosed()) {
      throw new IllegalStateException("the since handle is closed");
    }
  }

  /** Closes the handle. The hold stays. */
  @Override
  public void close() {
    if (leak.close()) {
      shard.release();
    }
  }
}
