package io.travertine.persist.location.memory;

import static io.travertine.persist.error.CancelledException.throwIfInterrupted;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Versioned;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** A Consensus in memory. Opened through {@link MemoryPlace}, or private. Thread-safe. */
public final class MemoryConsensus implements Consensus {

  /** What a place stores; shared by all that opened it. */
  static final class Logs {
    final ConcurrentMap<String, Log> byKey = new ConcurrentSkipListMap<>();
  }

  /** The versions of one key; empty only until the first one is committed. */
  private static final class Log {
    private final NavigableMap<SeqNo, Versioned> versions = new TreeMap<>();

    synchronized Optional<Versioned> head() {
      return versions.isEmpty() ? Optional.empty() : Optional.of(versions.lastEntry().getValue());
    }

    synchronized CasOutcome append(Optional<SeqNo> expected, Versioned next) {
      if (!head().map(Versioned::seqNo).equals(expected)) {
        return CasOutcome.MISMATCH;
      }
      versions.put(next.seqNo(), next);
      return CasOutcome.COMMITTED;
    }

    synchronized List<Versioned> from(SeqNo from, int limit) {
      return versions.tailMap(from, true).values().stream().limit(limit).toList();
    }

    synchronized int truncate(String key, SeqNo seqNo) {
      if (versions.isEmpty() || versions.lastKey().isBefore(seqNo)) {
        throw new IllegalArgumentException(
            "cannot truncate %s to %s: its latest version is %s"
                .formatted(key, seqNo, versions.isEmpty() ? "none" : versions.lastKey()));
      }
      NavigableMap<SeqNo, Versioned> before = versions.headMap(seqNo, false);
      int count = before.size();
      before.clear();
      return count;
    }
  }

  private final ConcurrentMap<String, Log> byKey;

  /** A Consensus of its own. */
  public MemoryConsensus() {
    this(new Logs());
  }

  MemoryConsensus(Logs logs) {
    this.byKey = logs.byKey;
  }

  @Override
  public List<String> listKeys() {
    throwIfInterrupted("list", "consensus keys");
    return byKey.entrySet().stream()
        .filter(entry -> entry.getValue().head().isPresent())
        .map(entry -> entry.getKey())
        .toList();
  }

  @Override
  public Optional<Versioned> head(String key) {
    throwIfInterrupted("head", key);
    return log(key).head();
  }

  @Override
  public CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next) {
    Consensus.checkSuccession(key, expected, next.seqNo());
    throwIfInterrupted("compare-and-set", key);
    Log log = expected.isPresent() ? log(key) : byKey.computeIfAbsent(key, absent -> new Log());
    return log.append(expected, next);
  }

  @Override
  public List<Versioned> scan(String key, SeqNo from, int limit) {
    Consensus.checkLimit(key, limit);
    throwIfInterrupted("scan", key);
    return log(key).from(from, limit);
  }

  @Override
  public int truncate(String key, SeqNo seqNo) {
    throwIfInterrupted("truncate", key);
    return log(key).truncate(key, seqNo);
  }

  @Override
  public void close() {}

  private Log log(String key) {
    Log log = byKey.get(key);
    return log == null ? new Log() : log;
  }
}
