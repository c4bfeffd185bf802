package io.travertine.persist;

import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.pubsub.DiffReceiver;
import io.travertine.persist.pubsub.PubSub;
import io.travertine.persist.pubsub.PubSubConnector;
import io.travertine.persist.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A line whose other end is the test: it claims to be live until it {@linkplain #fallSilent falls
 * silent}, and tells what the test says.
 */
final class ScriptedPubSub implements PubSubConnector, PubSub {

  private final Map<ShardId, DiffReceiver> receivers = new ConcurrentHashMap<>();
  private volatile boolean live = true;

  /** From now on it is known that nothing arrives. */
  void fallSilent() {
    live = false;
  }

  /** Tells the client that {@code version} was committed. */
  void tell(ShardId shard, Versioned version) {
    tell(shard, version.seqNo(), version.data());
  }

  void tell(ShardId shard, SeqNo seqNo, byte[] diff) {
    receiver(shard).pushed(seqNo, diff);
  }

  void announce(ShardId shard, SeqNo seqNo) {
    receiver(shard).announced(seqNo);
  }

  private DiffReceiver receiver(ShardId shard) {
    return Optional.ofNullable(receivers.get(shard))
        .orElseThrow(() -> new AssertionError("nobody subscribed to " + shard));
  }

  @Override
  public PubSub connect(PersistLocation location, Clock clock, Seed seed) {
    return this;
  }

  @Override
  public void push(ShardId shardId, SeqNo seqNo, byte[] diff) {
    // The test knows.
  }

  @Override
  public Subscription subscribe(ShardId shardId, DiffReceiver receiver) {
    receivers.put(shardId, receiver);
    return new Subscription() {
      @Override
      public boolean isLive() {
        return live;
      }

      @Override
      public void close() {
        receivers.remove(shardId, receiver);
      }
    };
  }

  @Override
  public void close() {
    receivers.clear();
  }
}
