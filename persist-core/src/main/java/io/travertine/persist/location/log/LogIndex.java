package io.travertine.persist.location.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.travertine.persist.id.DatabaseId;
import io.travertine.persist.id.SeqNo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Where in a side the versions of each key are. Not thread-safe. */
final class LogIndex {

  private final NavigableMap<String, NavigableMap<SeqNo, LogEntry.Version>> logs = new TreeMap<>();
  private Optional<DatabaseId> id = Optional.empty();
  private long liveBytes;

  /** Takes in what the log says next. */
  void apply(LogEntry entry) {
    if (entry instanceof LogEntry.Version version) {
      logs.computeIfAbsent(version.key(), first -> new TreeMap<>()).put(version.seqNo(), version);
      liveBytes += bytes(version);
    } else if (entry instanceof LogEntry.Truncation truncation) {
      SortedMap<SeqNo, LogEntry.Version> gone = before(truncation.key(), truncation.before());
      gone.values().forEach(version -> liveBytes -= bytes(version));
      gone.clear();
    } else if (entry instanceof LogEntry.Identity identity) {
      id = Optional.of(identity.id());
    }
  }

  private static long bytes(LogEntry.Version version) {
    return LogFrames.versionBytes(version.key().getBytes(UTF_8), version.length());
  }

  /** The versions a truncation takes; never the latest. */
  private SortedMap<SeqNo, LogEntry.Version> before(String key, SeqNo seqNo) {
    NavigableMap<SeqNo, LogEntry.Version> versions = logs.getOrDefault(key, new TreeMap<>());
    if (versions.isEmpty()) {
      return versions;
    }
    SeqNo latest = versions.lastKey();
    return versions.headMap(latest.isBefore(seqNo) ? latest : seqNo);
  }

  /** How many versions a truncation to one there is would take after {@code more} was taken in. */
  int countBefore(String key, SeqNo seqNo, List<LogEntry> more) {
    NavigableSet<SeqNo> gone =
        new TreeSet<>(logs.getOrDefault(key, new TreeMap<>()).headMap(seqNo).keySet());
    for (LogEntry each : more) {
      if (each instanceof LogEntry.Version version && version.key().equals(key)) {
        gone.add(version.seqNo());
      } else if (each instanceof LogEntry.Truncation earlier && earlier.key().equals(key)) {
        gone.headSet(earlier.before()).clear();
      }
    }
    return gone.headSet(seqNo).size();
  }

  Optional<LogEntry.Version> latest(String key) {
    NavigableMap<SeqNo, LogEntry.Version> versions = logs.get(key);
    return versions == null ? Optional.empty() : Optional.of(versions.lastEntry().getValue());
  }

  List<LogEntry.Version> from(String key, SeqNo from, int limit) {
    NavigableMap<SeqNo, LogEntry.Version> versions = logs.getOrDefault(key, new TreeMap<>());
    return versions.tailMap(from, true).values().stream().limit(limit).toList();
  }

  List<String> keys() {
    return List.copyOf(logs.keySet());
  }

  Optional<DatabaseId> id() {
    return id;
  }

  /** All versions there are, those of a key in their order. */
  List<LogEntry.Version> all() {
    List<LogEntry.Version> all = new ArrayList<>();
    logs.values().stream()
        .map(NavigableMap::values)
        .forEach((Collection<LogEntry.Version> of) -> all.addAll(of));
    return all;
  }

  /** How many bytes of frames all versions take. */
  long liveBytes() {
    return liveBytes;
  }
}
