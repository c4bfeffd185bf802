package io.travertine.persist.location.probe;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Versioned;
import java.util.List;
import java.util.Optional;

/** Another Consensus, but for what a test overrides. */
class OtherConsensus implements Consensus {

  final Consensus consensus;

  OtherConsensus(Consensus consensus) {
    this.consensus = consensus;
  }

  @Override
  public List<String> listKeys() {
    return consensus.listKeys();
  }

  @Override
  public Optional<Versioned> head(String key) {
    return consensus.head(key);
  }

  @Override
  public CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next) {
    return consensus.compareAndSet(key, expected, next);
  }

  @Override
  public List<Versioned> scan(String key, SeqNo from, int limit) {
    return consensus.scan(key, from, limit);
  }

  @Override
  public int truncate(String key, SeqNo seqNo) {
    return consensus.truncate(key, seqNo);
  }

  @Override
  public void close() {
    consensus.close();
  }
}
