package io.travertine.persist.location.s3;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is asked of a store of objects: requests to one bucket, for names below one prefix of it.
 * Every answer is linearizable. Nothing is tried twice.
 *
 * <p>Thread-safe. Every method blocks, and fails with a {@link
 * io.travertine.persist.error.LocationException}, or {@link
 * io.travertine.persist.error.CancelledException} when the thread is interrupted, before or
 * meanwhile.
 */
interface ObjectStore extends AutoCloseable {

  /**
   * An answer, and when it was given.
   *
   * @param date by the store's clock, at the answer or shortly after what it tells was true
   */
  record Answer<T>(T value, StoreTime date) {}

  /** An object. */
  record Found(byte[] bytes, StoreTime written) {}

  /** What a listing shows of an object. */
  record Listed(String name, long bytes, StoreTime written) {}

  /**
   * Some objects of a listing.
   *
   * @param objects ascending by the bytes of their names
   * @param more whether others follow
   */
  record Page(List<Listed> objects, boolean more) {
    public Page {
      objects = List.copyOf(objects);
    }
  }

  /** What became of a {@link #create}. */
  enum Creation {
    CREATED,
    /** There is one already. */
    EXISTS,
    /** Nothing happened, because of another request for that name: try again. */
    CONFLICT
  }

  /** The object {@code name}; the caller owns the array. */
  Answer<Optional<Found>> get(String name);

  /** Several at the same time, in their order. */
  List<Answer<Optional<Found>>> getAll(List<String> names);

  /** Writes an object unless there is one: {@code If-None-Match: *}. */
  Answer<Creation> create(String name, byte[] bytes);

  /** Writes an object, whole or not at all. */
  void put(String name, byte[] bytes);

  /**
   * Objects whose names start with {@code prefix}.
   *
   * @param after names up to this one are left out; may be empty
   * @param most objects on the page, at most 1000
   */
  Answer<Page> list(String prefix, String after, int most);

  /** The different names, up to and without the next slash, of what lies below {@code prefix}. */
  List<String> folders(String prefix);

  /** Size and age of an object, without its bytes. */
  Optional<Listed> describe(String name);

  /** The size of an object, if there is one. */
  default OptionalLong size(String name) {
    return describe(name).map(found -> OptionalLong.of(found.bytes())).orElse(OptionalLong.empty());
  }

  /** Deletes an object; nothing if there is none. */
  void delete(String name);

  /** Deletes objects, some of them or all, in no particular order. */
  void deleteAll(Collection<String> names);

  @Override
  void close();
}
