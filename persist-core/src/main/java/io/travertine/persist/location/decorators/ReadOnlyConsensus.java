package io.travertine.persist.location.decorators;

import io.travertine.persist.error.ReadOnlyException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Versioned;
import java.util.List;
import java.util.Optional;

/** A Consensus that can only be read. Thread-safe as the one inside, which it closes. */
public final class ReadOnlyConsensus implements Consensus {

  private final Consensus consensus;

  public ReadOnlyConsensus(Consensus consensus) {
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
    throw refused("compare-and-set", key);
  }

  @Override
  public List<Versioned> scan(String key, SeqNo from, int limit) {
    return consensus.scan(key, from, limit);
  }

  @Override
  public int truncate(String key, SeqNo seqNo) {
    throw refused("truncate", key);
  }

  @Override
  public Access access() {
    return Access.READ_ONLY;
  }

  @Override
  public void close() {
    consensus.close();
  }

  private ReadOnlyException refused(String doing, String key) {
    return new ReadOnlyException(
        "cannot %s %s: opened for reading only (%s)".formatted(doing, key, consensus));
  }
}
