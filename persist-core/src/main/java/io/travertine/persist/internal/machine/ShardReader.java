package io.travertine.persist.internal.machine;

import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.error.PoisonedException;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader registered in a shard's state. One task owns its durable holds: every quarter of the
 * lease it tells the state how far they have moved, which also keeps the lease alive (spec §7.5).
 * Thread-safe.
 */
public final class ShardReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ShardReader.class);
  private static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Machine machine;
  private final LeasedReaderId id;
  private final Duration lease;
  private final ScheduledExecutorService heartbeats;
  private final ReadHolds holds;

  /** Serialises what is told to the state, so that holds told never step back. */
  private final ReentrantLock telling = new ReentrantLock();

  /** More versions than this are let go of before the next heartbeat. */
  private static final long VERSIONS_HELD_MAX = 256;

  /** After a burst of more commits than this, versions are let go of once it is over. */
  private static final long BURST_VERSIONS = 32;

  /** Ticks without a new version that make a shard quiet. */
  private static final int QUIET_TICKS = 2;

  // What the ticks have seen, each after the other.
  private SeqNo newestSeen;
  private SeqNo lastQuiet;
  private int ticksSeen;

  private volatile Frontier told;
  private volatile SeqNo toldSeqNo;

  /** The last sign of life, by the clock that others judge by. */
  private volatile long toldMillis;

  private volatile long nextBeat;
  private volatile boolean expired;

  /** Whether the last heartbeat has been. */
  private volatile boolean expiring;

  private volatile Optional<Future<?>> heartbeat = Optional.empty();

  ShardReader(
      Machine machine,
      LeasedReaderId id,
      SeqNo seqNo,
      Frontier since,
      Duration lease,
      ScheduledExecutorService heartbeats) {
    this.machine = machine;
    this.id = id;
    this.lease = lease;
    this.heartbeats = heartbeats;
    this.told = since;
    this.toldSeqNo = seqNo;
    this.toldMillis = machine.clock().epochMillis();
    this.newestSeen = seqNo;
    this.lastQuiet = seqNo;
    this.holds = new ReadHolds(machine.shared(), since, heartbeats, this::expire);
  }

  /** Starts the heartbeats; the first comes after {@code jitter} of their interval. */
  void startHeartbeats(double jitter) {
    nextBeat = machine.clock().monotonicNanos() + (long) (interval() * jitter);
    scheduleTick();
  }

  private long interval() {
    return Math.max(1, lease.toNanos() / 4);
  }

  private void scheduleTick() {
    long now = machine.clock().monotonicNanos();
    long delay = Math.max(0, Math.min(nextBeat - now, TICK_NANOS));
    long due = now + delay;
    heartbeat = Optional.of(heartbeats.schedule(() -> tick(due), delay, TimeUnit.NANOSECONDS));
  }

  private void tick(long due) {
    long now = machine.clock().monotonicNanos();
    if (now - due > LATE_NANOS) {
      LOG.warn("{} {}: heartbeat {} s late", machine.shardId(), id, (now - due) / 1_000_000_000L);
    }
    try {
      boolean early = isTimeToLetGo() || wasSilent();
      if (early || nextBeat - now <= 0) {
        tell(Deadline.after(lease, machine.clock()));
        nextBeat = machine.clock().monotonicNanos() + interval();
      }
    } catch (LeaseExpiredException e) {
      if (!expiring) {
        LOG.warn("{} {}: the lease of {} is lost", machine.shardId(), id, lease);
      }
      return;
    } catch (PoisonedException e) {
      LOG.warn("{} {}: no more heartbeats: {}", machine.shardId(), id, e.getMessage());
      return;
    } catch (PersistException e) {
      LOG.warn("{} {}: no heartbeat: {}", machine.shardId(), id, e.toString());
      nextBeat = machine.clock().monotonicNanos() + interval();
    }
    if (!expired && !expiring && !heartbeats.isShutdown()) {
      scheduleTick();
    }
  }

  /**
   * Whether now is a better moment to let versions go than the next heartbeat: many are free to go,
   * or a burst of commits is over, and nobody but readers will have garbage collected. Telling so
   * is a commit, too, of each reader: all of them together are no burst.
   */
  private boolean isTimeToLetGo() {
    State newest = machine.shared().current();
    ticksSeen = newest.seqNo().equals(newestSeen) ? ticksSeen + 1 : 0;
    newestSeen = newest.seqNo();
    long readers = newest.contents().leasedReaders().size();
    if (ticksSeen >= QUIET_TICKS) {
      boolean burst = newestSeen.value() - lastQuiet.value() > BURST_VERSIONS + 2 * readers;
      if (burst) {
        lastQuiet = newestSeen;
      }
      return burst;
    }
    return holds.outstanding().value() - toldSeqNo.value() > VERSIONS_HELD_MAX + 2 * readers;
  }

  public LeasedReaderId id() {
    return id;
  }

  /** The since that the shard keeps for this reader. */
  public Frontier since() {
    return told;
  }

  /**
   * Whether others may have forgotten this reader. Heartbeats need not have missed their time: the
   * monotonic clock, which they go by, stands still while the machine sleeps.
   */
  private boolean wasSilent() {
    return machine.clock().epochMillis() - toldMillis > lease.toMillis();
  }

  /** The newest state seen, protected; close the lease when its blobs are read. */
  public ReadHolds.Lease leaseCurrent() {
    checkLease();
    if (wasSilent()) {
      tell(Deadline.none());
    }
    return holds.leaseCurrent();
  }

  /** Waits until the shard's upper is beyond {@code frontier}. */
  public State awaitUpperPast(Frontier frontier, Deadline deadline) {
    checkLease();
    return machine.awaitUpperPast(frontier, deadline);
  }

  /** Lets history before {@code since} go, with one of the next heartbeats. */
  public void wantSince(Frontier since) {
    holds.advanceSince(since);
  }

  /** Lets history before {@code since} go, durably; the since kept afterwards. */
  public Frontier downgradeSince(Frontier since) {
    checkLease();
    holds.advanceSince(since);
    return tell(Deadline.none());
  }

  /** Tells the state what is held now. */
  private Frontier tell(Deadline deadline) {
    machine.clock().lock(telling);
    try {
      checkLease();
      long now = machine.clock().epochMillis();
      SeqNo outstanding = holds.outstanding();
      Optional<Frontier> kept = machine.downgradeSince(id, outstanding, holds.since(), deadline);
      if (kept.isEmpty()) {
        expired = true;
        checkLease();
      }
      told = kept.orElse(told);
      toldSeqNo = outstanding;
      toldMillis = now;
      return told;
    } finally {
      telling.unlock();
    }
  }

  /**
   * Goes no further when the state has forgotten this reader.
   *
   * @throws LeaseExpiredException if so
   */
  public void checkLease() {
    if (expired) {
      throw new LeaseExpiredException(
          "reader "
              + id
              + " of "
              + machine.shardId()
              + " is closed or was silent for longer than "
              + lease);
    }
  }

  /**
   * Goes no further when {@code newest} has forgotten this reader, whether or not a heartbeat has
   * told so yet.
   *
   * @throws LeaseExpiredException if so
   */
  public void checkLease(State newest) {
    if (!machine.isReadOnly() && !newest.contents().leasedReaders().contains(id)) {
      expired = true;
    }
    checkLease();
  }

  /** Whether it keeps what it reads: who opened the location for reading only does not. */
  public boolean holdsHistory() {
    return !machine.isReadOnly();
  }

  /** Stops every handle of the shard in this process. */
  public PoisonedException poison(String evidence) {
    return machine.shared().poison(evidence, Optional.empty());
  }

  /** Gives up the holds once the last lease is back. */
  @Override
  public void close() {
    holds.giveUp();
  }

  /** Closes without waiting. */
  public void closeInBackground() {
    heartbeats.execute(holds::giveUp);
  }

  private void expire() {
    expiring = true;
    heartbeat.ifPresent(task -> task.cancel(false));
    try {
      if (!machine.clock().tryLock(telling, GOODBYE_NANOS)) {
        LOG.info("{} {}: left to its lease: a heartbeat does not end", machine.shardId(), id);
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.info("{} {}: left to its lease: interrupted", machine.shardId(), id);
      return;
    }
    try {
      if (!expired) {
        expired = true;
        machine.expireReader(id);
      }
    } catch (PersistException e) {
      LOG.info("{} {}: left to its lease: {}", machine.shardId(), id, e.toString());
    } finally {
      telling.unlock();
    }
  }
}
