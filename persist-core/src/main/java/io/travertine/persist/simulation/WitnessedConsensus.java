package io.travertine.persist.simulation;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Versioned;
import java.util.List;
import java.util.Optional;

/** A Consensus whose calls take effect at once, before a witness. Used in turns. */
record WitnessedConsensus(Consensus store, Witness witness) implements Consensus {

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
    CasOutcome outcome = store.compareAndSet(key, expected, next);
    if (outcome == CasOutcome.COMMITTED) {
      witness.committed(key, next);
    }
    return outcome;
  }

  @Override
  public List<Versioned> scan(String key, SeqNo from, int limit) {
    return store.scan(key, from, limit);
  }

  @Override
  public int truncate(String key, SeqNo seqNo) {
    int count = store.truncate(key, seqNo);
    witness.truncated(key, seqNo);
    return count;
  }

  @Override
  public void close() {
    // The store is shared.
  }
}
