package io.travertine.persist.admin;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Versioned;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A Consensus whose writes stay here: a log goes its own way from the first commit on, whatever
 * others commit to the real one meanwhile. Thread-safe as the one inside, which it closes.
 */
final class RehearsalConsensus implements Consensus {

  private final Consensus real;
  private final Map<String, List<Versioned>> logs = new HashMap<>();

  RehearsalConsensus(Consensus real) {
    this.real = real;
  }

  @Override
  public synchronized List<String> listKeys() {
    TreeSet<String> keys = new TreeSet<>(real.listKeys());
    keys.addAll(logs.keySet());
    return List.copyOf(keys);
  }

  @Override
  public synchronized Optional<Versioned> head(String key) {
    List<Versioned> own = logs.get(key);
    return own == null ? real.head(key) : Optional.of(own.get(own.size() - 1));
  }

  @Override
  public synchronized CasOutcome compareAndSet(
      String key, Optional<SeqNo> expected, Versioned next) {
    Consensus.checkSuccession(key, expected, next.seqNo());
    if (!head(key).map(Versioned::seqNo).equals(expected)) {
      return CasOutcome.MISMATCH;
    }
    own(key).add(next);
    return CasOutcome.COMMITTED;
  }

  /** The log as it goes on from here. */
  private List<Versioned> own(String key) {
    return logs.computeIfAbsent(
        key, absent -> new ArrayList<>(real.scan(key, SeqNo.ZERO, Integer.MAX_VALUE)));
  }

  @Override
  public synchronized List<Versioned> scan(String key, SeqNo from, int limit) {
    Consensus.checkLimit(key, limit);
    List<Versioned> own = logs.get(key);
    return own == null
        ? real.scan(key, from, limit)
        : own.stream().filter(version -> !version.seqNo().isBefore(from)).limit(limit).toList();
  }

  @Override
  public synchronized int truncate(String key, SeqNo seqNo) {
    Optional<Versioned> head = head(key);
    if (head.isEmpty() || head.get().seqNo().isBefore(seqNo)) {
      throw new IllegalArgumentException(
          "truncation of " + key + " at " + seqNo + ", its latest is " + head);
    }
    List<Versioned> own = own(key);
    int before = own.size();
    own.removeIf(version -> version.seqNo().isBefore(seqNo));
    return before - own.size();
  }

  @Override
  public void close() {
    real.close();
  }
}
