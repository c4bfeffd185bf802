package io.travertine.persist.location.s3;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Entries read or written lately, by the names of their objects, up to a number of bytes: those of
 * a log never change. Thread-safe.
 */
final class EntryCache {

  private static final int OVERHEAD_BYTES = 300;

  private final long bytesMax;
  private final Map<String, LogEntry> entries = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  EntryCache(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  synchronized Optional<LogEntry> find(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  /** Keeps {@code entry} unless it is too large to be worth it. */
  synchronized void keep(String name, LogEntry entry) {
    if (bytesOf(entry) > bytesMax / 8) {
      return;
    }
    forget(name);
    entries.put(name, entry);
    bytes += bytesOf(entry);
    Iterator<LogEntry> oldest = entries.values().iterator();
    while (bytes > bytesMax) {
      bytes -= bytesOf(oldest.next());
      oldest.remove();
    }
  }

  synchronized void forget(String name) {
    LogEntry known = entries.remove(name);
    if (known != null) {
      bytes -= bytesOf(known);
    }
  }

  synchronized int size() {
    return entries.size();
  }

  private static long bytesOf(LogEntry entry) {
    return entry.version().data().length + OVERHEAD_BYTES;
  }
}
