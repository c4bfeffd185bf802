package io.travertine.persist;

import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Versioned;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A Consensus whose next calls go as told. Thread-safe. */
public final class ScriptedConsensus implements Consensus {

  private final Consensus backing;
  private final Deque<Fault> faults = new ArrayDeque<>();
  private final Deque<Runnable> afterScans = new ArrayDeque<>();
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger writes = new AtomicInteger();

  public ScriptedConsensus(Consensus backing) {
    this.backing = backing;
  }

  /** The next compare-and-set not spoken for does not happen, seems to time out, and then this. */
  public synchronized void loseRequest(Runnable then) {
    faults.add(new Fault(false, then));
  }

  /** The next compare-and-set not spoken for happens, seems to time out, and then this. */
  public synchronized void loseResponse(Runnable then) {
    faults.add(new Fault(true, then));
  }

  /** The next scan not spoken for sees what there is, and then this, before it answers. */
  synchronized void duringScan(Runnable then) {
    afterScans.add(then);
  }

  /** Calls of head and scan so far. */
  int reads() {
    return reads.get();
  }

  /** Calls of compare-and-set so far. */
  int writes() {
    return writes.get();
  }

  @Override
  public CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next) {
    writes.incrementAndGet();
    Fault fault;
    synchronized (this) {
      fault = faults.poll();
    }
    if (fault == null) {
      return backing.compareAndSet(key, expected, next);
    }
    if (fault.happens) {
      backing.compareAndSet(key, expected, next);
    }
    fault.then.run();
    throw new IndeterminateException("the answer got lost");
  }

  @Override
  public List<String> listKeys() {
    return backing.listKeys();
  }

  @Override
  public Optional<Versioned> head(String key) {
    reads.incrementAndGet();
    return backing.head(key);
  }

  @Override
  public List<Versioned> scan(String key, SeqNo from, int limit) {
    reads.incrementAndGet();
    List<Versioned> found = backing.scan(key, from, limit);
    Runnable then;
    synchronized (this) {
      then = afterScans.poll();
    }
    if (then != null) {
      then.run();
    }
    return found;
  }

  @Override
  public int truncate(String key, SeqNo seqNo) {
    return backing.truncate(key, seqNo);
  }

  @Override
  public void close() {
    backing.close();
  }

  private record Fault(boolean happens, Runnable then) {}
}
