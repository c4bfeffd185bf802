package io.travertine.persist.txn;

import io.travertine.persist.ReadHandle;
import io.travertine.persist.data.Codec;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Frontier;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A reader of a data shard, and another one once its lease has expired. However many codecs the
 * shard is read by, there is one. Thread-safe.
 */
final class ShardHold implements AutoCloseable {

  private final Clock clock;
  private final Supplier<ReadHandle<?, ?>> opening;

  /** Held while another reader is opened. */
  private final Lock lock = new ReentrantLock();

  /** Replaced when its lease has expired. */
  private volatile ReadHandle<?, ?> reader;

  /** What is let go of, whoever reads. Guarded by {@link #lock}, as {@link #closed} is. */
  private Frontier wanted = Frontier.at(0);

  private boolean closed;

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
    ReadHandle<?, ?> known = reader;
    return new View<>(known, known.under(keys, values));
  }

  /**
   * The reader as some codecs show it.
   *
   * @param base which reader it is
   */
  record View<K, V>(ReadHandle<?, ?> base, ReadHandle<K, V> reader) {}

  /** Reads under the lease there is, or under another one if that has expired. */
  <R> R reading(Function<ReadHandle<?, ?>, R> read) {
    ReadHandle<?, ?> known = reader;
    try {
      return read.apply(known);
    } catch (LeaseExpiredException e) {
      return read.apply(insteadOf(known));
    }
  }

  private ReadHandle<?, ?> insteadOf(ReadHandle<?, ?> expired) {
    clock.lock(lock);
    try {
      if (closed) {
        throw new IllegalStateException("the data shard is closed: " + expired.shardId());
      }
      if (reader == expired) {
        ReadHandle<?, ?> fresh = opening.get();
        fresh.letGo(wanted);
        reader = fresh;
        expired.close();
      }
      return reader;
    } finally {
      lock.unlock();
    }
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
    clock.lock(lock);
    try {
      wanted = wanted.join(since);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    clock.lock(lock);
    try {
      closed = true;
      reader.close();
    } finally {
      lock.unlock();
    }
  }
}
