package io.travertine.persist.simulation;

import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Versioned;
import java.util.List;
import java.util.Optional;

/** A Consensus as one process uses it: the stores remember what it is in doubt of. */
record DoubtedConsensus(Consensus store, Stores stores, SimulatedProcess home)
    implements Consensus {

  @Override
  public List<String> listKeys() {
    return store.listKeys();
  }

  @Override
  public Optional<Versioned> head(String key) {
    return store.head(key);
  }

  @Override
  public CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next) {
    try {
      CasOutcome outcome = store.compareAndSet(key, expected, next);
      if (outcome == CasOutcome.COMMITTED) {
        stores.settled(home, key, next.seqNo());
      }
      return outcome;
    } catch (IndeterminateException e) {
      stores.doubted(home, key, next);
      throw e;
    }
  }

  @Override
  public List<Versioned> scan(String key, SeqNo from, int limit) {
    List<Versioned> found = store.scan(key, from, limit);
    if (limit == 1 && !found.isEmpty() && found.get(0).seqNo().equals(from)) {
      stores.settled(home, key, from);
    }
    return found;
  }

  @Override
  public int truncate(String key, SeqNo seqNo) {
    return store.truncate(key, seqNo);
  }

  @Override
  public void close() {
    store.close();
  }
}
