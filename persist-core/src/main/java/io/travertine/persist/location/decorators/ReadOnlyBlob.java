package io.travertine.persist.location.decorators;

import io.travertine.persist.error.ReadOnlyException;
import io.travertine.persist.location.Blob;
import java.util.Optional;
import java.util.OptionalLong;

/** A Blob that can only be read. Thread-safe as the one inside, which it closes. */
public final class ReadOnlyBlob implements Blob {

  private final Blob blob;

  public ReadOnlyBlob(Blob blob) {
    this.blob = blob;
  }

  @Override
  public Optional<byte[]> get(String key) {
    return blob.get(key);
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
    throw refused("set", key);
  }

  @Override
  public OptionalLong delete(String key) {
    throw refused("delete", key);
  }

  @Override
  public void restore(String key) {
    throw refused("restore", key);
  }

  @Override
  public void close() {
    blob.close();
  }

  private ReadOnlyException refused(String doing, String key) {
    return new ReadOnlyException(
        "cannot %s blob %s: opened for reading only (%s)".formatted(doing, key, blob));
  }
}
