package io.travertine.persist.simulation;

import io.travertine.persist.error.IndeterminateException;
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
  private final Stores stores;
  private final SimulatedProcess home;

  LinkedConsensus(Link link, Stores stores, SimulatedProcess home) {
    this.link = link;
    this.stores = stores;
    this.home = home;
    this.store = stores.consensus(home);
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
    try {
      CasOutcome outcome =
          link.write(
              "compare-and-set " + next.seqNo(),
              () -> unreliable.compareAndSet(key, expected, next),
              () -> store.compareAndSet(key, expected, next));
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
    List<Versioned> found = link.call("scan " + from, () -> unreliable.scan(key, from, limit));
    if (limit == 1 && !found.isEmpty() && found.get(0).seqNo().equals(from)) {
      stores.settled(home, key, from);
    }
    return found;
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
