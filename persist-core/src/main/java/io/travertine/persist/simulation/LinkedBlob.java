package io.travertine.persist.simulation;

import io.travertine.persist.location.Blob;
import java.util.Optional;
import java.util.OptionalLong;

/** A Blob as one process reaches it, a request for each call. Used in turns. */
record LinkedBlob(Way way, Blob store) implements Blob {

  @Override
  public Optional<byte[]> get(String key) {
    return way.read("get " + key, () -> store.get(key));
  }

  @Override
  public void listKeysAndMetadata(String prefix, Visitor visitor) {
    way.read(
        "list " + prefix,
        () -> {
          store.listKeysAndMetadata(prefix, visitor);
          return true;
        });
  }

  @Override
  public void set(String key, byte[] value) {
    way.write(
        "set " + key,
        () -> {
          store.set(key, value);
          return true;
        });
  }

  @Override
  public OptionalLong delete(String key) {
    return way.write("delete " + key, () -> store.delete(key));
  }

  @Override
  public void restore(String key) {
    way.read(
        "restore " + key,
        () -> {
          store.restore(key);
          return true;
        });
  }

  @Override
  public void close() {
    // The store is shared.
  }
}
