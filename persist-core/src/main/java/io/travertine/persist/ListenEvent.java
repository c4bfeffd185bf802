package io.travertine.persist;

import io.travertine.persist.data.Update;
import io.travertine.persist.time.Frontier;
import java.util.List;

/** What a {@link Listen} tells (spec §1.4). */
public sealed interface ListenEvent<K, V> {

  /**
   * Updates at times not before the previous progress, as they were written: in no particular order
   * and not consolidated. Never empty.
   */
  record Changes<K, V>(List<Update<K, V>> updates) implements ListenEvent<K, V> {
    public Changes {
      updates = List.copyOf(updates);
    }
  }

  /** All updates at times not at or beyond {@code frontier} have been told. */
  record Progress<K, V>(Frontier frontier) implements ListenEvent<K, V> {}

  /** The shard is closed for writing and everything was told; the answer from now on. */
  record Closed<K, V>() implements ListenEvent<K, V> {}
}
