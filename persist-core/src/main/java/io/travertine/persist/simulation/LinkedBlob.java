package io.travertine.persist.simulation;

import io.travertine.persist.location.Blob;
import io.travertine.persist.location.decorators.UnreliableBlob;
import java.util.Optional;
import java.util.OptionalLong;

/** A Blob as one process reaches it. Used in turns. */
final class LinkedBlob implements Blob {

  private final Link link;
  private final Blob store;
  private final Blob unreliable;

  LinkedBlob(Link link, Blob store) {
    this.link = link;
    this.store = store;
    this.unreliable = new UnreliableBlob(store, link.unreliability());
  }

  @Override
  public Optional<byte[]> get(String key) {
    return link.call("get " + key, () -> unreliable.get(key));
  }

  @Override
  public void listKeysAndMetadata(String prefix, Visitor visitor) {
    link.call(
        "list " + prefix,
        () -> {
          unreliable.listKeysAndMetadata(prefix, visitor);
          return true;
        });
  }

  @Override
  public void set(String key, byte[] value) {
    link.write(
        "set " + key,
        () -> {
          unreliable.set(key, value);
          return true;
        },
        () -> store.set(key, value));
  }

  @Override
  public OptionalLong delete(String key) {
    return link.write("delete " + key, () -> unreliable.delete(key), () -> store.delete(key));
  }

  @Override
  public void restore(String key) {
    link.call(
        "restore " + key,
        () -> {
          unreliable.restore(key);
          return true;
        });
  }

  @Override
  public void close() {
    // The store is shared.
  }
}
