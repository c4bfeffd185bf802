package io.travertine.persist.internal.batch;

import io.travertine.persist.id.ShardId;
import java.util.Optional;

/** A blob and the shard it belongs to: what a full key in Blob says. */
public record ShardBlob(ShardId shard, BlobKey key) {

  /** What the full key {@code text} names, or empty when no shard of ours wrote such a key. */
  public static Optional<ShardBlob> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || slash + 1 == text.length()) {
      return Optional.empty();
    }
    String partial = text.substring(slash + 1);
    try {
      ShardId shard = ShardId.parse(text.substring(0, slash));
      BlobKey key = partial.startsWith("v") ? RollupKey.parse(partial) : PartKey.parse(partial);
      return Optional.of(new ShardBlob(shard, key));
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  /** The name in Blob. */
  public String full() {
    return key.full(shard);
  }

  @Override
  public String toString() {
    return full();
  }
}
