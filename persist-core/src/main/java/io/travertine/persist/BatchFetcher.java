package io.travertine.persist;

import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.internal.io.HeldPart;

/**
 * Fetches parts of one shard that somebody, here or elsewhere, holds a lease on (spec §7.4). Needs
 * no reader of its own: it is as cheap as a writer to open. Thread-safe.
 */
public final class BatchFetcher<K, V> implements AutoCloseable {

  private final OpenShard<K, V> shard;
  private final LeakWarning leak;

  BatchFetcher(OpenShard<K, V> shard, Diagnostics diagnostics) {
    this.shard = shard;
    this.leak = LeakWarning.on(this, "fetcher of " + diagnostics, shard::release);
  }

  /**
   * What the read that leased {@code part} wants of it. The part stays leased: close it afterwards.
   *
   * @throws InvalidUsageException if it is of another shard
   * @throws LeaseExpiredException if its reader lost its lease, or gave it back, before
   * @throws CorruptException if the part is gone although its reader holds it
   * @throws CancelledException if the thread is interrupted
   */
  public FetchedPart<K, V> fetch(LeasedPart part) {
    return fetch(part.ticket());
  }

  /** The same, for a part that somebody else holds. */
  public FetchedPart<K, V> fetch(PartTicket ticket) {
    if (leak.isClosed()) {
      throw new IllegalStateException("the fetcher is closed");
    }
    HeldPart held = ticket.held();
    if (!held.shard().equals(shard.data().shardId())) {
      throw new InvalidUsageException(
          new InvalidUsage.BatchNotFromThisShard(held.shard(), shard.data().shardId()));
    }
    Updates updates =
        shard.reading(
            held.reader(),
            held.seqNo(),
            () ->
                shard.fetcher().fetch(shard.data(), held.part(), Projection.all(), held.filter()));
    return new FetchedPart<>(updates, shard.keys(), shard.values());
  }

  @Override
  public void close() {
    if (leak.close()) {
      shard.release();
    }
  }
}
