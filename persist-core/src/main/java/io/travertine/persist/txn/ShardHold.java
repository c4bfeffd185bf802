package io.travertine.persist.txn;

import io.travertine.persist.ReadHandle;
import io.travertine.persist.data.Codec;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Frontier;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A reader of a data shard, and another one once its lease has expired. However many codecs the
 * shard is read by, there is one. While nobody reads there is none: to keep a lease costs requests.
 * Thread-safe.
 */
final class ShardHold implements AutoCloseable {

  private final Clock clock;
  private final Supplier<ReadHandle<?, ?>> opening;

  /** Held while another reader is opened. */
  private final Lock lock = new ReentrantLock();

  /** Replaced when its lease has expired, and when it has rested. */
  private volatile ReadHandle<?, ?> reader;

  /** What is let go of, whoever reads. Guarded by {@link #lock}, as {@link #closed} is. */
  private Frontier wanted = Frontier.at(0);

  private boolean closed;

  /**
   * Whether the reader is closed until somebody reads. Guarded by the lock, too, as the next two
   * are.
   */
  private boolean resting;

  /** Who reads right now, and whether anybody did since it was looked at last. */
  private int users;

  private boolean used = true;

  /**
   * @param opening opens the reader, at once and whenever it has to be
   */
  ShardHold(Clock clock, Supplier<ReadHandle<?, ?>> opening) {
    this.clock = clock;
    this.opening = opening;
    this.reader = opening.get();
  }

  ReadHandle<?, ?> reader() {
    return reader;
  }

  /** The reader as {@code keys} and {@code values} show it, which it may do already. */
  <K, V> View<K, V> view(Codec<K> keys, Codec<V> values) {
    ReadHandle<?, ?> known = enter();
    try {
      return new View<>(known, known.under(keys, values));
    } finally {
      leave();
    }
  }

  /**
   * The reader as some codecs show it.
   *
   * @param base which reader it is
   */
  record View<K, V>(ReadHandle<?, ?> base, ReadHandle<K, V> reader) {}

  /** Reads under the lease there is, or under another one if that has expired. */
  <R> R reading(Function<ReadHandle<?, ?>, R> read) {
    ReadHandle<?, ?> known = enter();
    try {
      return read.apply(known);
    } catch (LeaseExpiredException e) {
      return read.apply(insteadOf(known));
    } finally {
      leave();
    }
  }

  private ReadHandle<?, ?> enter() {
    return locked(
        () -> {
          if (resting) {
            open();
            resting = false;
          }
          used = true;
          users++;
          return reader;
        });
  }

  private void leave() {
    locked(() -> users--);
  }

  private ReadHandle<?, ?> insteadOf(ReadHandle<?, ?> expired) {
    return locked(
        () -> {
          if (reader == expired) {
            open();
            expired.close();
          }
          return reader;
        });
  }

  private <R> R locked(Supplier<R> work) {
    clock.lock(lock);
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  private void open() {
    if (closed) {
      throw new IllegalStateException("the data shard is closed: " + reader.shardId());
    }
    ReadHandle<?, ?> fresh = opening.get();
    fresh.letGo(wanted);
    reader = fresh;
  }

  /**
   * Closes the reader if nobody has read since the last call. What was read and is still open keeps
   * its lease; only what nobody reads may go meanwhile.
   */
  void restUnlessUsed() {
    Optional<ReadHandle<?, ?>> tired = Optional.empty();
    // Who holds the lock is about to read, however long it takes until there is an answer.
    if (lock.tryLock()) {
      try {
        tired = tired();
      } finally {
        lock.unlock();
      }
    }
    tired.ifPresent(ReadHandle::close);
  }

  private Optional<ReadHandle<?, ?>> tired() {
    boolean keeps = closed || resting || used || users > 0;
    used = false;
    if (keeps) {
      return Optional.empty();
    }
    resting = true;
    return Optional.of(reader);
  }

  boolean isClosed() {
    return locked(() -> closed);
  }

  /** Lets history before {@code since} go with one of the next heartbeats. */
  void letGo(Frontier since) {
    want(since);
    reader.letGo(since);
  }

  /** Lets history before {@code since} go, durably. */
  void downgradeSince(Frontier since) {
    want(since);
    reading(open -> open.downgradeSince(since));
  }

  private void want(Frontier since) {
    locked(() -> wanted = wanted.join(since));
  }

  @Override
  public void close() {
    locked(() -> closed = true);
    reader.close();
  }
}
