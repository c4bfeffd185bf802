package io.travertine.persist.pubsub;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;

/** The line that is dead. */
final class NoPubSub implements PubSub {

  private static final Subscription NEVER_TOLD =
      new Subscription() {
        @Override
        public boolean isLive() {
          return false;
        }

        @Override
        public void close() {
          // There is nothing to end.
        }
      };

  @Override
  public void push(ShardId shardId, SeqNo seqNo, byte[] diff) {
    // Nobody listens.
  }

  @Override
  public Subscription subscribe(ShardId shardId, DiffReceiver receiver) {
    return NEVER_TOLD;
  }

  @Override
  public void close() {
    // There is nothing to end.
  }
}
