package io.travertine.persist.admin;

import io.travertine.persist.location.Blob;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * A Blob whose writes stay here, in memory: whoever writes reads back what it wrote, and the store
 * stays as it is. Not for bulk data. Thread-safe as the one inside, which it closes.
 */
final class RehearsalBlob implements Blob {

  private final Blob real;
  private final Map<String, byte[]> written = new TreeMap<>();
  private final Set<String> deleted = new HashSet<>();

  RehearsalBlob(Blob real) {
    this.real = real;
  }

  @Override
  public Optional<byte[]> get(String key) {
    synchronized (this) {
      byte[] value = written.get(key);
      if (value != null) {
        return Optional.of(value.clone());
      }
      if (deleted.contains(key)) {
        return Optional.empty();
      }
    }
    return real.get(key);
  }

  @Override
  public void listKeysAndMetadata(String prefix, Visitor visitor) {
    Map<String, Long> all = new TreeMap<>();
    real.listKeysAndMetadata(prefix, all::put);
    synchronized (this) {
      all.keySet().removeAll(deleted);
      written.forEach(
          (key, value) -> {
            if (key.startsWith(prefix)) {
              all.put(key, (long) value.length);
            }
          });
    }
    all.forEach(visitor::visit);
  }

  @Override
  public OptionalLong lastSetMillis(String key) {
    return real.lastSetMillis(key);
  }

  @Override
  public synchronized void set(String key, byte[] value) {
    written.put(key, value.clone());
    deleted.remove(key);
  }

  @Override
  public OptionalLong delete(String key) {
    Optional<byte[]> value = get(key);
    synchronized (this) {
      written.remove(key);
      deleted.add(key);
    }
    return value.isPresent() ? OptionalLong.of(value.get().length) : OptionalLong.empty();
  }

  /** Cannot be tried out: whether the store can bring something back only it can tell. */
  @Override
  public void restore(String key) {}

  @Override
  public void close() {
    real.close();
  }
}
