package io.travertine.persist.location.s3;

import static io.travertine.persist.error.CancelledException.throwIfInterrupted;

import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.location.Blob;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A Blob in a bucket (spec §2.5). An object of more than 8 MiB travels in several requests at the
 * same time. Thread-safe.
 */
final class S3Blob implements Blob {

  private static final String OBJECTS = "blob/";
  private static final int PAGE = 1_000;

  private final ObjectStore store;

  /**
   * @param store closed with this
   */
  S3Blob(ObjectStore store) {
    this.store = store;
  }

  @Override
  public Optional<byte[]> get(String key) {
    throwIfInterrupted("get", key);
    return store.get(name(key)).value().map(ObjectStore.Found::bytes);
  }

  @Override
  public void listKeysAndMetadata(String prefix, Visitor visitor) {
    throwIfInterrupted("list", prefix);
    String after = "";
    boolean more = true;
    while (more) {
      ObjectStore.Page page =
          store.list(OBJECTS + ObjectNames.pathPrefix(prefix), after, PAGE).value();
      for (ObjectStore.Listed object : page.objects()) {
        after = object.name();
        ObjectNames.key(after.substring(OBJECTS.length()))
            .filter(key -> key.startsWith(prefix))
            .ifPresent(key -> visitor.visit(key, object.bytes()));
      }
      more = page.more();
    }
  }

  @Override
  public OptionalLong lastSetMillis(String key) {
    throwIfInterrupted("age", key);
    Optional<ObjectStore.Listed> found = store.describe(name(key));
    return found.isPresent()
        ? OptionalLong.of(found.get().written().millis())
        : OptionalLong.empty();
  }

  @Override
  public void set(String key, byte[] value) {
    throwIfInterrupted("set", key);
    store.put(name(key), value);
  }

  @Override
  public OptionalLong delete(String key) {
    throwIfInterrupted("delete", key);
    OptionalLong size = store.size(name(key));
    if (size.isPresent()) {
      store.delete(name(key));
    }
    return size;
  }

  @Override
  public void restore(String key) {
    throwIfInterrupted("restore", key);
    if (store.describe(name(key)).isEmpty()) {
      throw new DeterminateException(
          "cannot restore blob %s: there is none in %s; an earlier version of it may be, if the"
                  .formatted(key, store)
              + " bucket keeps versions");
    }
  }

  @Override
  public void close() {
    store.close();
  }

  @Override
  public String toString() {
    return "S3Blob(" + store + ")";
  }

  private static String name(String key) {
    return OBJECTS + ObjectNames.path(key);
  }
}
