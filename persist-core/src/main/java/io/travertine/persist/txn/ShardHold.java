package io.travertine.persist.txn;

import io.travertine.persist.ReadHandle;
import io.travertine.persist.data.Codec;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.time.Frontier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A reader of a data shard, and another one once its lease has expired. However many codecs the
 * shard is read by, there is one. Thread-safe.
 */
final class ShardHold implements AutoCloseable {

  private final Supplier<ReadHandle<?, ?>> opening;

  /** Replaced when its lease has expired. */
  private volatile ReadHandle<?, ?> reader;

  /** What is let go of, whoever reads. Guarded by this, as {@link #closed} is. */
  private Frontier wanted = Frontier.at(0);

  private boolean closed;

  /**
   * @param opening opens the reader, at once and whenever it has to be
   */
  ShardHold(Supplier<ReadHandle<?, ?>> opening) {
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

  private synchronized ReadHandle<?, ?> insteadOf(ReadHandle<?, ?> expired) {
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

  private synchronized void want(Frontier since) {
    wanted = wanted.join(since);
  }

  @Override
  public synchronized void close() {
    closed = true;
    reader.close();
  }
}
