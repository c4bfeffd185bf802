package io.travertine.persist.location.decorators;

import static io.travertine.persist.location.decorators.ExternalOperation.BLOB_DELETE;
import static io.travertine.persist.location.decorators.ExternalOperation.BLOB_GET;
import static io.travertine.persist.location.decorators.ExternalOperation.BLOB_LIST;
import static io.travertine.persist.location.decorators.ExternalOperation.BLOB_RESTORE;
import static io.travertine.persist.location.decorators.ExternalOperation.BLOB_SET;

import io.travertine.persist.location.Blob;
import io.travertine.persist.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;

/** A Blob whose calls are measured. Thread-safe as the one inside, which it closes. */
public final class MeteredBlob implements Blob {

  private final Blob blob;
  private final Meter meter;

  public MeteredBlob(Blob blob, Clock clock, OperationListener listener) {
    this.blob = blob;
    this.meter = new Meter(clock, listener);
  }

  @Override
  public Optional<byte[]> get(String key) {
    return meter.measure(
        BLOB_GET, () -> blob.get(key), value -> value.map(bytes -> bytes.length).orElse(0));
  }

  @Override
  public void listKeysAndMetadata(String prefix, Visitor visitor) {
    meter.measure(BLOB_LIST, () -> blob.listKeysAndMetadata(prefix, visitor), 0);
  }

  @Override
  public OptionalLong lastSetMillis(String key) {
    return blob.lastSetMillis(key);
  }

  @Override
  public void set(String key, byte[] value) {
    meter.measure(BLOB_SET, () -> blob.set(key, value), value.length);
  }

  @Override
  public OptionalLong delete(String key) {
    return meter.measure(BLOB_DELETE, () -> blob.delete(key), size -> size.orElse(0));
  }

  @Override
  public void restore(String key) {
    meter.measure(BLOB_RESTORE, () -> blob.restore(key), 0);
  }

  @Override
  public void close() {
    blob.close();
  }
}
