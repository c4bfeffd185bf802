package io.travertine.persist.location.s3;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** An {@link ObjectStore} in memory, without HTTP. */
class MemoryObjectStore implements ObjectStore {

  private final BucketContents bucket;

  MemoryObjectStore(BucketContents bucket) {
    this.bucket = bucket;
  }

  private <T> Answer<T> answer(T value) {
    return new Answer<>(value, new StoreTime(bucket.now()));
  }

  @Override
  public Answer<Optional<Found>> get(String name) {
    return answer(
        bucket
            .get(name)
            .map(
                stored ->
                    new Found(stored.bytes().clone(), new StoreTime(stored.writtenMillis()))));
  }

  @Override
  public List<Answer<Optional<Found>>> getAll(List<String> names) {
    return names.stream().map(this::get).toList();
  }

  @Override
  public Answer<Creation> create(String name, byte[] bytes) {
    return answer(bucket.create(name, bytes.clone()) ? Creation.CREATED : Creation.EXISTS);
  }

  @Override
  public void put(String name, byte[] bytes) {
    bucket.put(name, bytes.clone());
  }

  @Override
  public Answer<Page> list(String prefix, String after, int most) {
    return answer(bucket.list(prefix, after, most));
  }

  @Override
  public List<String> folders(String prefix) {
    return bucket.folders(prefix).stream()
        .map(folder -> folder.substring(prefix.length(), folder.length() - 1))
        .toList();
  }

  @Override
  public Optional<Listed> describe(String name) {
    return bucket
        .get(name)
        .map(
            stored ->
                new Listed(name, stored.bytes().length, new StoreTime(stored.writtenMillis())));
  }

  @Override
  public void delete(String name) {
    bucket.delete(name);
  }

  @Override
  public void deleteAll(Collection<String> names) {
    names.forEach(bucket::delete);
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "memory";
  }
}
