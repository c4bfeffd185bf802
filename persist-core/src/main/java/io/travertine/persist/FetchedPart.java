package io.travertine.persist;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Update;
import io.travertine.persist.data.Updates;
import java.util.List;

/**
 * What a read wants of one part, not consolidated: a snapshot's updates at its time, a listen's as
 * written. Immutable.
 */
public final class FetchedPart<K, V> {

  private final Updates columns;
  private final Codec<K> keys;
  private final Codec<V> values;

  FetchedPart(Updates columns, Codec<K> keys, Codec<V> values) {
    this.columns = columns;
    this.keys = keys;
    this.values = values;
  }

  /** The updates in columns; possibly none. */
  public Updates columns() {
    return columns;
  }

  /** The updates, decoded. */
  public List<Update<K, V>> updates() {
    return columns.toList(keys, values);
  }
}
