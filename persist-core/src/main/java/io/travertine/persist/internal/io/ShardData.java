package io.travertine.persist.internal.io;

import io.travertine.persist.data.Schema;
import io.travertine.persist.id.ShardId;

/** Whose parts, and the columns that its keys and values have. */
public record ShardData(ShardId shardId, Schema key, Schema value) {

  /** With the dropped columns, for who writes parts again. */
  public ShardData whole() {
    return new ShardData(shardId, key.whole(), value.whole());
  }
}
