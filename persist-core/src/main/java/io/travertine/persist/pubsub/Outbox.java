package io.travertine.persist.pubsub;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.pubsub.News.Announced;
import io.travertine.persist.pubsub.News.Pushed;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What waits for a slow reader: a bounded number of diffs, and of the diffs that found no room the
 * newest version of each shard. Thread-safe; offering never waits.
 */
final class Outbox {

  /** Diffs waiting at most. */
  static final int DIFFS_MAX = 25;

  /** Bytes of diffs waiting at most. */
  static final long BYTES_MAX = 8L << 20;

  private final Deque<Pushed> diffs = new ArrayDeque<>();
  private long bytes;

  /** One entry a shard: bounded by the subscriptions of the reader. */
  private final Map<ShardId, SeqNo> dropped = new LinkedHashMap<>();

  /**
   * Puts a diff in line.
   *
   * @return whether there was room; if not, its version is announced later
   */
  synchronized boolean offer(Pushed pushed) {
    boolean fits = diffs.size() < DIFFS_MAX && bytes + pushed.diff().length <= BYTES_MAX;
    if (fits && !dropped.containsKey(pushed.shardId())) {
      diffs.add(pushed);
      bytes += pushed.diff().length;
      return true;
    }
    drop(pushed.shardId(), pushed.seqNo());
    return false;
  }

  /** Notes a version whose diff does not come this way. */
  synchronized void drop(ShardId shardId, SeqNo seqNo) {
    dropped.merge(shardId, seqNo, (a, b) -> a.isBefore(b) ? b : a);
  }

  /** The next thing to tell; diffs before announcements, so that a gap is told of last. */
  synchronized Optional<News> poll() {
    Pushed next = diffs.poll();
    if (next != null) {
      bytes -= next.diff().length;
      return Optional.of(next);
    }
    var first = dropped.entrySet().iterator();
    if (!first.hasNext()) {
      return Optional.empty();
    }
    Map.Entry<ShardId, SeqNo> entry = first.next();
    first.remove();
    return Optional.of(new Announced(entry.getKey(), entry.getValue()));
  }

  synchronized boolean isEmpty() {
    return diffs.isEmpty() && dropped.isEmpty();
  }

  /** Forgets everything. */
  synchronized void clear() {
    diffs.clear();
    dropped.clear();
    bytes = 0;
  }
}
