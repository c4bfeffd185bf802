package io.travertine.persist.internal.io;

import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decoded parts, kept in memory until the bytes they retain exceed a limit; then those unread for
 * longest go. Thread-safe.
 *
 * <p>Blobs are written once, so nothing is ever invalidated.
 */
final class PartCache {

  private final long bytesMax;
  private final LinkedHashMap<Key, Updates> parts = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  PartCache(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  synchronized Optional<Updates> find(Key key) {
    return Optional.ofNullable(parts.get(key));
  }

  synchronized void put(Key key, Updates updates) {
    long weight = updates.retainedBytes();
    if (weight > bytesMax) {
      return;
    }
    Updates previous = parts.put(key, updates);
    bytes += weight - (previous == null ? 0 : previous.retainedBytes());
    var oldest = parts.entrySet().iterator();
    while (bytes > bytesMax) {
      Map.Entry<Key, Updates> entry = oldest.next();
      bytes -= entry.getValue().retainedBytes();
      oldest.remove();
    }
  }

  synchronized long bytes() {
    return bytes;
  }

  /** Which part, and which of the columns of which schemas. */
  record Key(String blob, Schema key, Schema value, Projection columns) {}
}
