package io.travertine.persist;

import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.io.HeldPart;
import io.travertine.persist.internal.machine.ReadHolds;

/**
 * One part of a read, kept in Blob until this is closed: fetch it with a {@link BatchFetcher}, here
 * or, by its {@link #ticket}, elsewhere (spec §7.4). It outlives the snapshot or listen it came
 * from, not the lease of its reader, which keeps itself alive while this process runs.
 *
 * <p>Thread-safe.
 */
public final class LeasedPart implements AutoCloseable {

  private final OpenShard<?, ?> shard;
  private final PartTicket ticket;
  private final ReadHolds.Lease lease;
  private final LeakWarning leak;

  /**
   * @param lease handed over
   */
  LeasedPart(OpenShard<?, ?> shard, HeldPart held, ReadHolds.Lease lease) {
    this.shard = shard.retained();
    this.ticket = new PartTicket(held);
    this.lease = lease;
    this.leak =
        LeakWarning.on(
            this,
            ticket.toString(),
            () -> {
              lease.closeInBackground();
              shard.release();
            });
  }

  public ShardId shardId() {
    return ticket.shardId();
  }

  /** The reader whose lease keeps the part. */
  public LeasedReaderId readerId() {
    return ticket.readerId();
  }

  /** What is known of the part without fetching it. */
  public PartStatistics statistics() {
    return PartStatistics.of(ticket.held().part());
  }

  /** The form in which it can be fetched elsewhere, while this stays open. */
  public PartTicket ticket() {
    return ticket;
  }

  /** Lets the part go. */
  @Override
  public void close() {
    if (leak.close()) {
      lease.close();
      shard.release();
    }
  }

  @Override
  public String toString() {
    return ticket.toString();
  }
}
