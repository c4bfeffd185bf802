package io.travertine.persist.error;

import io.travertine.persist.id.ShardId;

/** Nobody has created the shard: look for the id elsewhere, or open it to create it. */
public final class NoSuchShardException extends PersistException {

  private static final long serialVersionUID = 1L;

  public NoSuchShardException(ShardId shard) {
    super("no such shard: " + shard);
  }
}
