package io.travertine.persist;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.io.HeldPart;
import io.travertine.persist.time.TimeDomain;

/**
 * A leased part in the form in which it is sent elsewhere: any process that has the location open
 * can fetch it with a {@link BatchFetcher}, as long as the {@link LeasedPart} it was made of stays
 * open (spec §7.4). Immutable.
 */
public final class PartTicket {

  private final HeldPart held;

  PartTicket(HeldPart held) {
    this.held = held;
  }

  /**
   * The ticket whose bytes these are.
   *
   * @throws CorruptException if they are not a ticket's
   * @throws FormatTooNewException if a later release made it
   */
  public static PartTicket parse(byte[] bytes) {
    return new PartTicket(HeldPart.decode(bytes, TimeDomain.U64));
  }

  /** A few hundred bytes, or as many as the part has if it travels inside the state. */
  public byte[] toBytes() {
    return held.encode();
  }

  public ShardId shardId() {
    return held.shard();
  }

  /** The reader whose lease keeps the part. */
  public LeasedReaderId readerId() {
    return held.reader();
  }

  /** Size of the part as stored, in bytes. */
  public long encodedBytes() {
    return held.part().part().encodedBytes();
  }

  HeldPart held() {
    return held;
  }

  @Override
  public String toString() {
    return "part " + held.part().part().name() + " of " + held.shard() + " " + held.filter();
  }
}
