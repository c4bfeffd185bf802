package io.travertine.persist.txn;

import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Versioned;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A Consensus that refuses each compare-and-set, and each read, when told to. Thread-safe. */
final class RefusingConsensus implements Consensus {

  private final Consensus inner;
  private Optional<Supplier<PersistException>> refusal = Optional.empty();
  private int before;
  private boolean reads;

  RefusingConsensus(Consensus inner) {
    this.inner = inner;
  }

  /** From now on, compare-and-sets. */
  void refuse(Supplier<PersistException> how) {
    refuseAfter(0, how);
  }

  /** From now on, all. */
  synchronized void refuseAll(Supplier<PersistException> how) {
    refuse(how);
    reads = true;
  }

  /** Compare-and-sets after so many more. */
  synchronized void refuseAfter(int calls, Supplier<PersistException> how) {
    before = calls;
    refusal = Optional.of(how);
  }

  /** Does everything again. */
  synchronized void obey() {
    refusal = Optional.empty();
    reads = false;
  }

  private synchronized void checkRead() {
    if (reads && refusal.isPresent()) {
      throw refusal.get().get();
    }
  }

  private synchronized void check() {
    if (refusal.isPresent() && before-- <= 0) {
      throw refusal.get().get();
    }
  }

  @Override
  public CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next) {
    check();
    return inner.compareAndSet(key, expected, next);
  }

  @Override
  public List<String> listKeys() {
    checkRead();
    return inner.listKeys();
  }

  @Override
  public Optional<Versioned> head(String key) {
    checkRead();
    return inner.head(key);
  }

  @Override
  public List<Versioned> scan(String key, SeqNo from, int limit) {
    checkRead();
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
