package io.travertine.persist.internal.maintenance;

import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.location.Blob;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** A Blob that takes nothing more while it is full. */
final class FullDisk implements Blob {

  private final Blob blob;
  boolean full;

  /** Not the disk, but the heap of this process. */
  boolean heap;

  FullDisk(Blob blob) {
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
  public void set(String key, byte[] value) {
    if (full) {
      if (heap) {
        throw new OutOfMemoryError("as if there were no heap left for " + key);
      }
      throw DeterminateException.lasting(
          "set of blob " + key + " failed: No space left on device", new IOException("full"));
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
