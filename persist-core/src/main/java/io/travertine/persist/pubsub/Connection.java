package io.travertine.persist.pubsub;

import io.travertine.persist.id.ShardId;
import io.travertine.persist.pubsub.News.Announced;
import io.travertine.persist.pubsub.News.Pushed;
import io.travertine.persist.pubsub.proto.PubSubProto.ProtoMessage;
import io.travertine.persist.time.Clock;
import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * One side of a connection: what waits to be sent, and whether the other side is still there. One
 * thread sends, one receives, any may put something in line; only these two wait.
 */
final class Connection implements Closeable {

  /** Who has said nothing for this long is taken for dead; a side that lives pings more often. */
  static final long SILENCE_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

  /** The time for saying hello. */
  static final long GREETING_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

  private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int HELLO_BYTES_MAX = 8 << 10;

  /** Room in a frame for what is around a diff. */
  private static final int FRAME_OVERHEAD_BYTES = 1 << 10;

  private final FrameChannel channel;
  private final Clock clock;
  private final Messages messages;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Outbox outbox = new Outbox();

  /** Shards about which something else is to be said; guarded by the lock. */
  private final Set<ShardId> due = new LinkedHashSet<>();

  private volatile long heardNanos;
  private volatile boolean greeted;
  private volatile boolean closed;

  Connection(FrameChannel channel, Clock clock) {
    this.channel = channel;
    this.clock = clock;
    this.messages = new Messages(clock);
    this.heardNanos = clock.monotonicNanos();
  }

  Messages messages() {
    return messages;
  }

  // ---- putting in line

  /** Sends a diff, or announces its version if there is no room. */
  void offer(Pushed pushed) {
    if (pushed.diff().length > FrameChannel.FRAME_BYTES_MAX - FRAME_OVERHEAD_BYTES) {
      outbox.drop(pushed.shardId(), pushed.seqNo());
    } else {
      outbox.offer(pushed);
    }
    wake();
  }

  void announce(Announced announced) {
    outbox.drop(announced.shardId(), announced.seqNo());
    wake();
  }

  /** Sends what there is to say about {@code shardId} besides news, at the time of sending. */
  void mention(ShardId shardId) {
    lock.lock();
    try {
      due.add(shardId);
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    lock.lock();
    try {
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  // ---- the thread that sends

  /**
   * Sends until the connection closes.
   *
   * @param aboutShard what to say of a shard that was {@linkplain #mention mentioned}
   */
  void sendAll(Function<ShardId, ProtoMessage> aboutShard) {
    try {
      while (!closed) {
        Optional<ProtoMessage> next = nextMessage(aboutShard);
        if (next.isPresent()) {
          channel.send(next.get());
        }
        long silence = clock.monotonicNanos() - heardNanos;
        if (silence > (greeted ? SILENCE_NANOS_MAX : GREETING_NANOS_MAX)) {
          return;
        }
      }
    } catch (IOException e) {
      // The thread that receives learns of it too, and tells.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  /** What to send; a ping, or nothing before the greeting, when there was nothing for a while. */
  private Optional<ProtoMessage> nextMessage(Function<ShardId, ProtoMessage> aboutShard)
      throws InterruptedException {
    Optional<ShardId> mentioned = Optional.empty();
    Optional<News> news = Optional.empty();
    lock.lock();
    try {
      long left = greeted ? PING_NANOS : GREETING_NANOS_MAX / 5;
      while (!closed && mentioned.isEmpty() && news.isEmpty() && left > 0) {
        if (greeted) {
          mentioned = due.stream().findFirst();
          mentioned.ifPresent(due::remove);
          news = mentioned.isPresent() ? Optional.empty() : outbox.poll();
        }
        if (mentioned.isEmpty() && news.isEmpty()) {
          left = work.awaitNanos(left);
        }
      }
    } finally {
      lock.unlock();
    }
    if (mentioned.isPresent()) {
      return mentioned.map(aboutShard);
    }
    if (news.isPresent()) {
      return news.map(messages::news);
    }
    return greeted ? Optional.of(messages.ping()) : Optional.empty();
  }

  // ---- the thread that receives

  /** Says hello. */
  void greet(String caller, String database) throws IOException {
    channel.send(messages.hello(caller, database));
  }

  /**
   * Waits for the other side's hello.
   *
   * @return the database it has in mind
   * @throws IOException if it does not come, or has another protocol in mind
   */
  String awaitGreeting() throws IOException {
    ProtoMessage first = receive(HELLO_BYTES_MAX);
    if (!first.hasHello() || first.getHello().getProtocol() != Messages.PROTOCOL) {
      throw new IOException("not a pubsub of this protocol");
    }
    return first.getHello().getDatabase();
  }

  /**
   * Waits for the other side's hello.
   *
   * @throws IOException if it does not come, or has another protocol or database in mind
   */
  void awaitGreeting(String database) throws IOException {
    if (!awaitGreeting().equals(database)) {
      throw new IOException("the pubsub of another database");
    }
  }

  /** Both sides have said hello. */
  void greeted() {
    greeted = true;
    wake();
  }

  ProtoMessage receive() throws IOException {
    return receive(FrameChannel.FRAME_BYTES_MAX);
  }

  private ProtoMessage receive(int bytesMax) throws IOException {
    ProtoMessage message = channel.receive(bytesMax);
    heardNanos = clock.monotonicNanos();
    return message;
  }

  @Override
  public void close() {
    closed = true;
    wake();
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no use any more.
    }
  }
}
