package io.travertine.persist.location.s3;

import io.travertine.persist.location.Versioned;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** What an all-knowing observer sees of a log: each entry that was created where the log ended. */
final class TrueLog {

  private final NavigableMap<Long, LogEntry> chain = new TreeMap<>();
  private final Set<LogEntry.Mark> strays = new HashSet<>();
  private long floor;

  /** Whether it was created where the log ended. */
  boolean created(LogEntry entry) {
    Optional<LogEntry.Link> end =
        chain.isEmpty() ? Optional.empty() : Optional.of(chain.lastEntry().getValue().link());
    if (entry.before().equals(end)) {
      chain.put(entry.seqNo().value(), entry);
      return true;
    }
    strays.add(entry.mark());
    return false;
  }

  /** What is before this does not count any more; whether that is news. */
  boolean truncated(long until) {
    boolean news = until > floor;
    floor = Math.max(floor, until);
    return news;
  }

  /** The seqno of its end; -1 if it is empty. */
  long head() {
    return chain.isEmpty() ? -1 : chain.lastKey();
  }

  NavigableMap<Long, LogEntry> chain() {
    return chain;
  }

  boolean has(Versioned version) {
    LogEntry entry = chain.get(version.seqNo().value());
    return entry != null && entry.version().equals(version);
  }

  int strays() {
    return strays.size();
  }

  /** Who wrote what. */
  Set<UUID> writers() {
    Set<UUID> writers = new HashSet<>();
    chain.values().forEach(entry -> writers.add(entry.writer()));
    return writers;
  }
}
