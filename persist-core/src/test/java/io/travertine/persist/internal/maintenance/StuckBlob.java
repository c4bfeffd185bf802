package io.travertine.persist.internal.maintenance;

import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.location.Blob;
import java.util.Optional;
import java.util.OptionalLong;

/** A Blob whose writes are worth another attempt, always. Thread-safe. */
final class StuckBlob implements Blob {

  private final Blob blob;
  private volatile boolean stuck;

  StuckBlob(Blob blob) {
    this.blob = blob;
  }

  void takesNothing() {
    stuck = true;
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
  public void set(String key, byte[] value) {
    if (stuck) {
      throw new IndeterminateException("no answer to set of " + key);
    }
    blob.set(key, value);
  }

  @Override
  public OptionalLong delete(String key) {
    return blob.delete(key);
  }

  @Override
  public void restore(String key) {
    blob.restore(key);
  }

  @Override
  public void close() {
    blob.close();
  }
}
