package io.travertine.persist.pubsub;

import io.travertine.persist.id.ShardId;
import io.travertine.persist.pubsub.News.Subscribed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who on one line is told what. Thread-safe. */
final class Receivers {

  private static final Logger LOG = LoggerFactory.getLogger(Receivers.class);

  private static final class Interest {
    final List<DiffReceiver> receivers = new CopyOnWriteArrayList<>();
    volatile boolean live;
  }

  private final Map<ShardId, Interest> interests = new HashMap<>();

  /** Adds a receiver; whether it is the first of that shard. */
  boolean add(ShardId shardId, DiffReceiver receiver) {
    boolean first;
    boolean late;
    synchronized (interests) {
      first = !interests.containsKey(shardId);
      Interest interest = interests.computeIfAbsent(shardId, absent -> new Interest());
      interest.receivers.add(receiver);
      late = interest.live;
    }
    if (late) {
      tell(new Subscribed(shardId), receiver);
    }
    return first;
  }

  /** Removes a receiver; whether it was the last of that shard. */
  boolean remove(ShardId shardId, DiffReceiver receiver) {
    synchronized (interests) {
      Interest interest = interests.get(shardId);
      if (interest == null || !interest.receivers.remove(receiver)) {
        return false;
      }
      return interest.receivers.isEmpty() && interests.remove(shardId) != null;
    }
  }

  Set<ShardId> shards() {
    synchronized (interests) {
      return Set.copyOf(interests.keySet());
    }
  }

  boolean contains(ShardId shardId) {
    synchronized (interests) {
      return interests.containsKey(shardId);
    }
  }

  boolean isLive(ShardId shardId) {
    synchronized (interests) {
      Interest interest = interests.get(shardId);
      return interest != null && interest.live;
    }
  }

  void tell(News news) {
    List<DiffReceiver> told;
    synchronized (interests) {
      Interest interest = interests.get(news.shardId());
      if (interest == null) {
        return;
      }
      if (news instanceof Subscribed) {
        interest.live = true;
      }
      told = interest.receivers;
    }
    told.forEach(receiver -> tell(news, receiver));
  }

  /** One that fails, which it must not, keeps nothing from the others. */
  private static void tell(News news, DiffReceiver receiver) {
    try {
      news.tell(receiver);
    } catch (RuntimeException e) {
      LOG.warn("{}: a receiver failed on {}", news.shardId(), news, e);
    }
  }

  /** Nothing arrives any more. */
  void cutOff() {
    synchronized (interests) {
      interests.values().forEach(interest -> interest.live = false);
    }
  }

  void clear() {
    synchronized (interests) {
      interests.clear();
    }
  }
}
