package io.travertine.persist.location.decorators;

import static io.travertine.persist.location.decorators.ExternalOperation.CONSENSUS_COMPARE_AND_SET;
import static io.travertine.persist.location.decorators.ExternalOperation.CONSENSUS_HEAD;
import static io.travertine.persist.location.decorators.ExternalOperation.CONSENSUS_LIST;
import static io.travertine.persist.location.decorators.ExternalOperation.CONSENSUS_SCAN;
import static io.travertine.persist.location.decorators.ExternalOperation.CONSENSUS_TRUNCATE;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A Consensus whose calls are measured. Thread-safe as the one inside, which it closes. */
public final class MeteredConsensus implements Consensus {

  private final Consensus consensus;
  private final Meter meter;

  public MeteredConsensus(Consensus consensus, Clock clock, OperationListener listener) {
    this.consensus = consensus;
    this.meter = new Meter(clock, listener);
  }

  @Override
  public List<String> listKeys() {
    return meter.measure(CONSENSUS_LIST, consensus::listKeys, keys -> 0);
  }

  @Override
  public Optional<Versioned> head(String key) {
    return meter.measure(
        CONSENSUS_HEAD,
        () -> consensus.head(key),
        head -> head.map(version -> version.data().length).orElse(0));
  }

  @Override
  public CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next) {
    return meter.measure(
        CONSENSUS_COMPARE_AND_SET,
        () -> consensus.compareAndSet(key, expected, next),
        outcome -> outcome == CasOutcome.COMMITTED ? next.data().length : 0);
  }

  @Override
  public List<Versioned> scan(String key, SeqNo from, int limit) {
    return meter.measure(
        CONSENSUS_SCAN,
        () -> consensus.scan(key, from, limit),
        versions -> versions.stream().mapToLong(version -> version.data().length).sum());
  }

  @Override
  public int truncate(String key, SeqNo seqNo) {
    return meter.measure(CONSENSUS_TRUNCATE, () -> consensus.truncate(key, seqNo), deleted -> 0);
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
