package io.travertine.persist.simulation;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Versioned;
import java.util.List;
import java.util.Optional;

/** A Consensus as one process reaches it, a request for each call. Used in turns. */
record LinkedConsensus(Way way, Consensus store) implements Consensus {

  @Override
  public List<String> listKeys() {
    return way.read("keys", store::listKeys);
  }

  @Override
  public Optional<Versioned> head(String key) {
    return way.read("head", () -> store.head(key));
  }

  @Override
  public CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next) {
    return way.write(
        "compare-and-set " + next.seqNo(), () -> store.compareAndSet(key, expected, next));
  }

  @Override
  public List<Versioned> scan(String key, SeqNo from, int limit) {
    return way.read("scan " + from, () -> store.scan(key, from, limit));
  }

  @Override
  public int truncate(String key, SeqNo seqNo) {
    return way.write("truncate " + seqNo, () -> store.truncate(key, seqNo));
  }

  @Override
  public void close() {
    // The store is shared.
  }
}
