package io.travertine.persist.simulation;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.decorators.UnreliableConsensus;
import java.util.List;
import java.util.Optional;

/** A Consensus as one process reaches it. Used in turns. */
final class LinkedConsensus implements Consensus {

  private final Link link;
  private final Consensus store;
  private final Consensus unreliable;

  LinkedConsensus(Link link, Consensus store) {
    this.link = link;
    this.store = store;
    this.unreliable = new UnreliableConsensus(store, link.unreliability());
  }

  @Override
  public List<String> listKeys() {
    return link.call("keys", unreliable::listKeys);
  }

  @Override
  public Optional<Versioned> head(String key) {
    return link.call("head", () -> unreliable.head(key));
  }

  @Override
  public CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next) {
    return link.write(
        "compare-and-set " + next.seqNo(),
        () -> unreliable.compareAndSet(key, expected, next),
        () -> store.compareAndSet(key, expected, next));
  }

  @Override
  public List<Versioned> scan(String key, SeqNo from, int limit) {
    return link.call("scan " + from, () -> unreliable.scan(key, from, limit));
  }

  @Override
  public int truncate(String key, SeqNo seqNo) {
    return link.write(
        "truncate " + seqNo,
        () -> unreliable.truncate(key, seqNo),
        () -> store.truncate(key, seqNo));
  }

  @Override
  public void close() {
    // The store is shared.
  }
}
