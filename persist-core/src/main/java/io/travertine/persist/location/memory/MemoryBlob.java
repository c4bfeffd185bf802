package io.travertine.persist.location.memory;

import static io.travertine.persist.error.CancelledException.throwIfInterrupted;

import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.location.Blob;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A Blob in memory. Opened through {@link MemoryPlace}, or private. Thread-safe. */
public final class MemoryBlob implements Blob {

  /** What a place stores; shared by all that opened it. */
  static final class Objects {
    final ConcurrentMap<String, Stored> byKey = new ConcurrentHashMap<>();
  }

  /** A value that exists, or one that was deleted and can be restored. */
  private record Stored(byte[] value, boolean exists) {}

  private final ConcurrentMap<String, Stored> byKey;
  private final boolean restorable;

  /** A Blob of its own, which cannot restore what was deleted. */
  public MemoryBlob() {
    this(new Objects(), false);
  }

  MemoryBlob(Objects objects, boolean restorable) {
    this.byKey = objects.byKey;
    this.restorable = restorable;
  }

  @Override
  public Optional<byte[]> get(String key) {
    throwIfInterrupted("get", key);
    Stored stored = byKey.get(key);
    return stored != null && stored.exists ? Optional.of(stored.value.clone()) : Optional.empty();
  }

  @Override
  public void listKeysAndMetadata(String prefix, Visitor visitor) {
    throwIfInterrupted("list", prefix);
    byKey.forEach(
        (key, stored) -> {
          if (stored.exists && key.startsWith(prefix)) {
            visitor.visit(key, stored.value.length);
          }
        });
  }

  @Override
  public void set(String key, byte[] value) {
    throwIfInterrupted("set", key);
    byKey.put(key, new Stored(value.clone(), true));
  }

  @Override
  public OptionalLong delete(String key) {
    throwIfInterrupted("delete", key);
    Stored[] before = new Stored[1];
    byKey.computeIfPresent(
        key,
        (k, stored) -> {
          before[0] = stored;
          return restorable ? new Stored(stored.value, false) : null;
        });
    return before[0] != null && before[0].exists
        ? OptionalLong.of(before[0].value.length)
        : OptionalLong.empty();
  }

  @Override
  public void restore(String key) {
    throwIfInterrupted("restore", key);
    Stored after = byKey.computeIfPresent(key, (k, stored) -> new Stored(stored.value, true));
    if (after == null) {
      throw new DeterminateException("cannot restore blob " + key + ": nothing of it is left");
    }
  }

  @Override
  public void close() {}
}
