package io.travertine.persist.pubsub;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.pubsub.News.Pushed;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** One client's line, whose way to the others may break and be built up again. Thread-safe. */
final class Line implements PubSub {

  private final Receivers receivers = new Receivers();
  private final Runnable whenClosed;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Link link = Link.DEAD;

  /**
   * @param whenClosed called once
   */
  Line(Runnable whenClosed) {
    this.whenClosed = whenClosed;
  }

  /** From now on this is the way; it learns of all subscriptions. */
  void attach(Link way) {
    link = way;
    receivers.shards().forEach(way::wanted);
  }

  /** From now on there is no way. */
  void detach() {
    link = Link.DEAD;
    receivers.cutOff();
  }

  /** Passes on what came over the link. */
  void tell(News news) {
    receivers.tell(news);
  }

  boolean wants(ShardId shardId) {
    return receivers.contains(shardId);
  }

  boolean isClosed() {
    return closed.get();
  }

  @Override
  public void push(ShardId shardId, SeqNo seqNo, byte[] diff) {
    link.push(new Pushed(shardId, seqNo, diff));
  }

  @Override
  public Subscription subscribe(ShardId shardId, DiffReceiver receiver) {
    if (!closed.get() && receivers.add(shardId, receiver)) {
      link.wanted(shardId);
    }
    return new Subscription() {
      @Override
      public boolean isLive() {
        return receivers.isLive(shardId);
      }

      @Override
      public void close() {
        if (receivers.remove(shardId, receiver)) {
          link.unwanted(shardId);
        }
      }
    };
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Set<ShardId> all = receivers.shards();
      receivers.clear();
      all.forEach(link::unwanted);
      detach();
      whenClosed.run();
    }
  }
}
