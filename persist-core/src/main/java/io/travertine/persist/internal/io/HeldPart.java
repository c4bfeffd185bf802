package io.travertine.persist.internal.io;

import com.google.protobuf.InvalidProtocolBufferException;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.BatchCodec;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.io.proto.TicketProto.ProtoListenFilter;
import io.travertine.persist.internal.io.proto.TicketProto.ProtoTicket;
import io.travertine.persist.time.TimeDomain;
import java.util.List;

/**
 * A part, what a read wants of it, and by which hold it exists (spec §7.4). Has a form in bytes, to
 * be fetched by another process while the reader keeps its hold.
 *
 * @param seqNo the version that {@code reader} has a lease on
 */
public record HeldPart(
    ShardId shard, LeasedReaderId reader, SeqNo seqNo, ReadFilter filter, RegisteredPart part) {

  private static final int FORMAT = 1;

  /**
   * The form in bytes.
   *
   * @throws IllegalStateException if it is not a snapshot's or a listen's
   */
  public byte[] encode() {
    Run run = part.run();
    Run alone =
        new Run(
            run.id(),
            run.order(),
            run.schema(),
            run.truncated(),
            run.closedAt(),
            List.of(part.part()));
    ProtoTicket.Builder proto =
        ProtoTicket.newBuilder()
            .setFormat(FORMAT)
            .setShardId(BatchCodec.encodeUuid(shard.uuid()))
            .setReaderId(BatchCodec.encodeUuid(reader.uuid()))
            .setSeqno(seqNo.value())
            .setBatch(BatchCodec.encode(HollowBatch.of(part.desc(), List.of(alone))));
    if (filter instanceof ReadFilter.Snapshot snapshot) {
      proto.setSnapshotAsOf(BatchCodec.encode(snapshot.asOf()));
    } else if (filter instanceof ReadFilter.Listen listen) {
      proto.setListen(
          ProtoListenFilter.newBuilder()
              .setAsOf(BatchCodec.encode(listen.asOf()))
              .setLower(BatchCodec.encode(listen.lower())));
    } else {
      throw new IllegalStateException("nobody else fetches what is read by " + filter);
    }
    return proto.build().toByteArray();
  }

  /**
   * The part that {@link #encode} made {@code bytes} of.
   *
   * @throws CorruptException if they are none
   * @throws FormatTooNewException if a later release made them
   */
  public static HeldPart decode(byte[] bytes, TimeDomain domain) {
    try {
      ProtoTicket proto = ProtoTicket.parseFrom(bytes);
      if (proto.getFormat() > FORMAT) {
        throw new FormatTooNewException(
            "ticket has format " + proto.getFormat() + ", this release knows up to " + FORMAT);
      }
      List<RegisteredPart> parts = RegisteredPart.of(BatchCodec.decode(proto.getBatch(), domain));
      if (parts.size() != 1) {
        throw new IllegalArgumentException("it has " + parts.size() + " parts");
      }
      return new HeldPart(
          new ShardId(BatchCodec.decodeUuid(proto.getShardId())),
          new LeasedReaderId(BatchCodec.decodeUuid(proto.getReaderId())),
          new SeqNo(proto.getSeqno()),
          filter(proto, domain),
          parts.get(0));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new CorruptException(
          "not the ticket of a part: " + bytes.length + " bytes: " + e.getMessage(), e);
    }
  }

  private static ReadFilter filter(ProtoTicket proto, TimeDomain domain) {
    return switch (proto.getFilterCase()) {
      case SNAPSHOT_AS_OF ->
          new ReadFilter.Snapshot(BatchCodec.decode(proto.getSnapshotAsOf(), domain));
      case LISTEN ->
          new ReadFilter.Listen(
              BatchCodec.decode(proto.getListen().getAsOf(), domain),
              BatchCodec.decode(proto.getListen().getLower(), domain));
      case FILTER_NOT_SET -> throw new IllegalArgumentException("it does not say what to read");
    };
  }
}
