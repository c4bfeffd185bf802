package io.travertine.persist.inspect;

import io.travertine.persist.location.Blob;
import io.travertine.persist.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** A Blob that knows how old its objects are; a test can make them older. */
public final class AgedBlob implements Blob {

  private final Blob blob;
  private final Map<String, Long> written;

  public AgedBlob(Blob blob) {
    this(blob, new ConcurrentHashMap<>());
  }

  private AgedBlob(Blob blob, Map<String, Long> written) {
    this.blob = blob;
    this.written = written;
  }

  /** Makes an object look as if it had been written so much earlier. */
  public void age(String key, Duration by) {
    written.computeIfPresent(key, (name, millis) -> millis - by.toMillis());
  }

  /** Makes all objects look older. */
  public void ageAll(Duration by) {
    written.replaceAll((name, millis) -> millis - by.toMillis());
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
    Long millis = written.get(key);
    return millis == null ? OptionalLong.empty() : OptionalLong.of(millis);
  }

  @Override
  public void set(String key, byte[] value) {
    blob.set(key, value);
    written.put(key, Clock.system().epochMillis());
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
