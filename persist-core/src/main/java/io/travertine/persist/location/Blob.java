package io.travertine.persist.location;

import io.travertine.persist.error.DeterminateException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A durable, linearizable map from keys to bytes (spec §2.1). Usage is write-once per key, but an
 * implementation allows overwriting and setting again after a delete.
 *
 * <p>Thread-safe. Every method blocks, and fails with a {@link
 * io.travertine.persist.error.LocationException}, or {@link
 * io.travertine.persist.error.CancelledException} when the thread is interrupted, before or
 * meanwhile; its interrupt flag is then still set, and the instance stays usable.
 */
public interface Blob extends AutoCloseable {

  /** The bytes under {@code key}, or empty when absent. The caller owns the array. */
  Optional<byte[]> get(String key);

  /**
   * Shows every key that starts with {@code prefix}, once each, in no particular order, with its
   * size in bytes.
   */
  void listKeysAndMetadata(String prefix, Visitor visitor);

  /**
   * When {@code key} was last set, in milliseconds since the epoch by the store's clock; empty when
   * absent, or where the store does not remember. Only to be looked at, and to tell old from new
   * with a wide margin.
   */
  default OptionalLong lastSetMillis(String key) {
    return OptionalLong.empty();
  }

  /**
   * Makes {@code value} the value of {@code key}, durably and atomically. Empty values are legal.
   * The array is not kept.
   */
  void set(String key, byte[] value);

  /**
   * Removes {@code key}; the size in bytes of what was removed, or empty when there was nothing.
   */
  OptionalLong delete(String key);

  /**
   * Makes a deleted {@code key} exist again where the store can; does nothing when it exists.
   *
   * @throws DeterminateException if the key does not exist and cannot be brought back
   */
  void restore(String key);

  @Override
  void close();

  /** Is shown the keys of a listing. */
  @FunctionalInterface
  interface Visitor {
    void visit(String key, long sizeBytes);
  }
}
