package io.travertine.persist.txn;

import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.ShardId;

/**
 * A transaction writes to a shard that takes no part in transactions: it was never registered, or
 * was forgotten meanwhile. Nothing happened.
 */
public final class NotRegisteredException extends PersistException {

  private static final long serialVersionUID = 1L;

  private final transient ShardId shard;

  public NotRegisteredException(ShardId shard) {
    super("shard " + shard + " is not registered with the txns shard, or was forgotten meanwhile");
    this.shard = shard;
  }

  public ShardId shard() {
    return shard;
  }
}
