package io.travertine.persist.location.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** What lies in a bucket, in memory, with the store's own clock. Linearizable, thread-safe. */
final class BucketContents {

  /** An object. */
  record Stored(byte[] bytes, long writtenMillis) {}

  private final NavigableMap<String, Stored> objects = new TreeMap<>();
  private final LongSupplier clock;

  BucketContents(LongSupplier epochMillis) {
    this.clock = epochMillis;
  }

  /** The store's time, whole seconds as S3 has it. */
  long now() {
    return clock.getAsLong() / 1_000 * 1_000;
  }

  synchronized Optional<Stored> get(String name) {
    return Optional.ofNullable(objects.get(name));
  }

  synchronized void put(String name, byte[] bytes) {
    objects.put(name, new Stored(bytes, now()));
  }

  /** Whether there was none. */
  synchronized boolean create(String name, byte[] bytes) {
    return objects.putIfAbsent(name, new Stored(bytes, now())) == null;
  }

  synchronized void delete(String name) {
    objects.remove(name);
  }

  synchronized ObjectStore.Page list(String prefix, String after, int most) {
    List<ObjectStore.Listed> page = new ArrayList<>();
    for (var each : objects.tailMap(after, false).entrySet()) {
      if (!each.getKey().startsWith(prefix)) {
        continue;
      }
      if (page.size() == most) {
        return new ObjectStore.Page(page, true);
      }
      StoreTime written = new StoreTime(each.getValue().writtenMillis());
      page.add(new ObjectStore.Listed(each.getKey(), each.getValue().bytes().length, written));
    }
    return new ObjectStore.Page(page, false);
  }

  /** Names below {@code prefix} up to the next slash, each once, with that slash. */
  synchronized List<String> folders(String prefix) {
    return objects.tailMap(prefix, true).keySet().stream()
        .filter(name -> name.startsWith(prefix) && name.indexOf('/', prefix.length()) >= 0)
        .map(name -> name.substring(0, name.indexOf('/', prefix.length()) + 1))
        .distinct()
        .toList();
  }

  /** Makes an object older. */
  synchronized void age(String name, long millis) {
    objects.computeIfPresent(
        name, (same, was) -> new Stored(was.bytes(), was.writtenMillis() - millis));
  }

  synchronized List<String> names() {
    return List.copyOf(objects.keySet());
  }

  /** Damages an object, or loses it when {@code bytes} is empty. */
  synchronized void change(String name, Optional<byte[]> bytes) {
    objects.computeIfPresent(
        name, (same, was) -> bytes.map(now -> new Stored(now, was.writtenMillis())).orElse(null));
  }
}
