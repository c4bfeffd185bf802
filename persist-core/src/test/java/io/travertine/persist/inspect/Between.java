package io.travertine.persist.inspect;

import io.travertine.persist.location.Blob;
import java.util.Optional;
import java.util.OptionalLong;

/** A Blob after whose first listing something happens at once. */
final class Between implements Blob {

  private final Blob blob;
  private Runnable happens;

  Between(Blob blob, Runnable happens) {
    this.blob = blob;
    this.happens = happens;
  }

  @Override
  public void listKeysAndMetadata(String prefix, Visitor visitor) {
    blob.listKeysAndMetadata(prefix, visitor);
    Runnable now = happens;
    happens = () -> {};
    now.run();
  }

  @Override
  public Optional<byte[]> get(String key) {
    return blob.get(key);
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
