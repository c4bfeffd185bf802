package io.travertine.persist.pubsub;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;

/**
 * One client's line to the other clients of its location. Thread-safe; nothing here waits for
 * anybody, and nothing fails.
 */
public interface PubSub extends AutoCloseable {

  /** Nobody is told, nobody tells. */
  PubSub NONE = new NoPubSub();

  /**
   * Tells the other subscribers of {@code shardId} that version {@code seqNo} was committed. The
   * receivers of this line are not told.
   *
   * @param diff makes it of the version before, as in Consensus; not to be modified
   */
  void push(ShardId shardId, SeqNo seqNo, byte[] diff);

  /** Tells {@code receiver} what others push on {@code shardId}, until the subscription closes. */
  Subscription subscribe(ShardId shardId, DiffReceiver receiver);

  /** Ends all subscriptions. */
  @Override
  void close();

  /** A wish to be told. Thread-safe. */
  interface Subscription extends AutoCloseable {

    /** Whether the others' pushes arrive now, as far as is known. */
    boolean isLive();

    @Override
    void close();
  }
}
