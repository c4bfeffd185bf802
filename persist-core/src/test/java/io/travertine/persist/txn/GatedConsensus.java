package io.travertine.persist.txn;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Versioned;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A Consensus that holds up one compare-and-set, and counts those of the txns shard. */
final class GatedConsensus implements Consensus {

  private final Consensus inner;
  private final ShardId gated;
  private final AtomicReference<Optional<Gate>> gate = new AtomicReference<>(Optional.empty());
  private final AtomicInteger commits = new AtomicInteger();

  /** At the txns shard. */
  GatedConsensus(Consensus inner) {
    this(inner, Txns.SHARD);
  }

  GatedConsensus(Consensus inner, ShardId gated) {
    this.inner = inner;
    this.gated = gated;
  }

  /** Where one compare-and-set waits. */
  record Gate(CountDownLatch reached, CountDownLatch open, boolean losesAnswer) {}

  /** The next compare-and-set of the shard waits there. */
  Gate holdUp() {
    return holdUp(false);
  }

  /** The same, but its answer gets lost, and who asked is interrupted. */
  Gate holdUpAndLoseAnswer() {
    return holdUp(true);
  }

  private Gate holdUp(boolean losesAnswer) {
    Gate next = new Gate(new CountDownLatch(1), new CountDownLatch(1), losesAnswer);
    gate.set(Optional.of(next));
    return next;
  }

  /** How many versions of the shard were committed. */
  int commits() {
    return commits.get();
  }

  @Override
  public CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next) {
    if (!key.equals(gated.toString())) {
      return inner.compareAndSet(key, expected, next);
    }
    Optional<Gate> held = gate.getAndSet(Optional.empty());
    if (held.isPresent()) {
      held.get().reached().countDown();
      try {
        held.get().open().await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancelledException("interrupted at a gate", e);
      }
    }
    CasOutcome outcome = inner.compareAndSet(key, expected, next);
    if (held.isPresent() && held.get().losesAnswer()) {
      Thread.currentThread().interrupt();
      throw new IndeterminateException("simulated: no answer, and its sender is told to stop");
    }
    if (outcome == CasOutcome.COMMITTED) {
      commits.incrementAndGet();
    }
    return outcome;
  }

  @Override
  public List<String> listKeys() {
    return inner.listKeys();
  }

  @Override
  public Optional<Versioned> head(String key) {
    return inner.head(key);
  }

  @Override
  public List<Versioned> scan(String key, SeqNo from, int limit) {
    return inner.scan(key, from, limit);
  }

  @Override
  public int truncate(String key, SeqNo seqNo) {
    return inner.truncate(key, seqNo);
  }

  @Override
  public void close() {
    inner.close();
  }
}
