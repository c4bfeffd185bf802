package io.travertine.persist.location.decorators;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A Consensus that fails as {@link Unreliability} decides, except that listings are always
 * reliable. For tests and simulations. Thread-safe as the one inside, which it closes.
 */
public final class UnreliableConsensus implements Consensus {

  private final Consensus consensus;
  private final Unreliability unreliability;

  public UnreliableConsensus(Consensus consensus, Unreliability unreliability) {
    this.consensus = consensus;
    this.unreliability = unreliability;
  }

  @Override
  public List<String> listKeys() {
    return consensus.listKeys();
  }

  @Override
  public Optional<Versioned> head(String key) {
    return unreliability.decide("head", key, () -> consensus.head(key));
  }

  @Override
  public CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next) {
    return unreliability.decide(
        "compare-and-set", key, () -> consensus.compareAndSet(key, expected, next));
  }

  @Override
  public List<Versioned> scan(String key, SeqNo from, int limit) {
    return unreliability.decide("scan", key, () -> consensus.scan(key, from, limit));
  }

  @Override
  public int truncate(String key, SeqNo seqNo) {
    return unreliability.decide("truncate", key, () -> consensus.truncate(key, seqNo));
  }

  @Override
  public Turn takeTurn(Duration atMost) {
    return consensus.takeTurn(atMost);
  }

  @Override
  public Access access() {
    return consensus.access();
  }

  @Override
  public void close() {
    consensus.close();
  }
}
