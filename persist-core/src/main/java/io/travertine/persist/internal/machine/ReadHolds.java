package io.travertine.persist.internal.machine;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.time.Frontier;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/**
 * What one reader holds back: a since, and a version of the state for each lease still out (spec
 * §7.4–7.5). Thread-safe.
 *
 * <p>Reading a state and taking a lease on its version happen under one lock, which finding the
 * oldest leased version takes too: between both no hold can be given up.
 */
public final class ReadHolds {

  private final SharedState shared;
  private final Executor background;
  private final Runnable whenGivenUp;

  /** How many leases are out, by the version they protect. */
  private final TreeMap<SeqNo, Integer> leases = new TreeMap<>();

  private Frontier since;
  private boolean givingUp;

  /**
   * @param background runs {@code whenGivenUp} when nobody can wait for it
   * @param whenGivenUp called once, when the holds are given up and the last lease is back
   */
  ReadHolds(SharedState shared, Frontier since, Executor background, Runnable whenGivenUp) {
    this.shared = shared;
    this.since = since;
    this.background = background;
    this.whenGivenUp = whenGivenUp;
  }

  /** The newest state seen, with a lease on it; close the lease when its blobs are read. */
  synchronized Lease leaseCurrent() {
    if (givingUp) {
      throw new IllegalStateException("the reader is closed");
    }
    State state = shared.current();
    leases.merge(state.seqNo(), 1, Integer::sum);
    return new Lease(this, state);
  }

  /** Another lease on a version that is leased. */
  private synchronized Lease leaseAgain(State state) {
    leases.merge(state.seqNo(), 1, Integer::sum);
    return new Lease(this, state);
  }

  /** The version that must stay readable: that of the oldest lease, or of the newest state. */
  synchronized SeqNo outstanding() {
    return leases.isEmpty() ? shared.current().seqNo() : leases.firstKey();
  }

  /** Moves the since wanted forward, never back; the since wanted afterwards. */
  synchronized Frontier advanceSince(Frontier to) {
    since = since.join(to);
    return since;
  }

  synchronized Frontier since() {
    return since;
  }

  /** No more leases from now on. */
  void giveUp() {
    synchronized (this) {
      if (givingUp) {
        return;
      }
      givingUp = true;
      if (!leases.isEmpty()) {
        return;
      }
    }
    whenGivenUp.run();
  }

  /** Returns a lease; whether the holds are given up and this was the last. */
  private synchronized boolean release(SeqNo seqNo) {
    leases.computeIfPresent(seqNo, (key, count) -> count == 1 ? null : count - 1);
    return givingUp && leases.isEmpty();
  }

  /**
   * Protects the blobs that one version of the state refers to. Thread-safe; close it once read.
   */
  public static final class Lease implements AutoCloseable {

    private final ReadHolds holds;
    private final State state;
    private boolean open = true;

    private Lease(ReadHolds holds, State state) {
      this.holds = holds;
      this.state = state;
    }

    /** The state protected. */
    public State state() {
      return state;
    }

    /** A further lease on the same state, to be closed by itself; this one must be open. */
    public synchronized Lease another() {
      if (!open) {
        throw new IllegalStateException("the lease on " + state.seqNo() + " is closed");
      }
      return holds.leaseAgain(state);
    }

    private boolean release() {
      synchronized (this) {
        if (!open) {
          return false;
        }
        open = false;
      }
      return holds.release(state.seqNo());
    }

    @Override
    public void close() {
      if (release()) {
        holds.whenGivenUp.run();
      }
    }

    /** Closes without waiting. */
    public void closeInBackground() {
      if (release()) {
        holds.background.execute(holds.whenGivenUp);
      }
    }
  }
}
