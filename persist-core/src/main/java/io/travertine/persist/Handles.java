package io.travertine.persist;

/** A writer and a reader of one shard; close both. */
public record Handles<K, V>(WriteHandle<K, V> writer, ReadHandle<K, V> reader)
    implements AutoCloseable {

  @Override
  public void close() {
    try (reader;
        writer) {
      // closed in reverse order
    }
  }
}
