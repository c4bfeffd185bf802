package io.travertine.persist.location.decorators;

import io.travertine.persist.location.Blob;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A Blob that fails as {@link Unreliability} decides, except that listings are always reliable. For
 * tests and simulations. Thread-safe as the one inside, which it closes.
 */
public final class UnreliableBlob implements Blob {

  private final Blob blob;
  private final Unreliability unreliability;

  public UnreliableBlob(Blob blob, Unreliability unreliability) {
    this.blob = blob;
    this.unreliability = unreliability;
  }

  @Override
  public Optional<byte[]> get(String key) {
    return unreliability.decide("get", key, () -> blob.get(key));
  }

  @Override
  public void listKeysAndMetadata(String prefix, Visitor visitor) {
    blob.listKeysAndMetadata(prefix, visitor);
  }

  @Override
  public OptionalLong lastSetMillis(String key) {
    return blob.lastSetMillis(key);
  }

  @Override
  public void set(String key, byte[] value) {
    unreliability.decide(
        "set",
        key,
        () -> {
          blob.set(key, value);
          return true;
        });
  }

  @Override
  public OptionalLong delete(String key) {
    return unreliability.decide("delete", key, () -> blob.delete(key));
  }

  @Override
  public void restore(String key) {
    unreliability.decide(
        "restore",
        key,
        () -> {
          blob.restore(key);
          return true;
        });
  }

  @Override
  public void close() {
    blob.close();
  }
}
