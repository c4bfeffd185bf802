package io.travertine.persist.location.probe;

import io.travertine.persist.location.Blob;
import java.util.Optional;
import java.util.OptionalLong;

/** Another Blob, but for what a test overrides. */
class OtherBlob implements Blob {

  final Blob blob;

  OtherBlob(Blob blob) {
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
