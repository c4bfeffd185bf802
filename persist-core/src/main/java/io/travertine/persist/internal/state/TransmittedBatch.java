package io.travertine.persist.internal.state;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.BatchCodec;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.proto.BatchProto.ProtoTransmittedBatch;
import io.travertine.persist.time.TimeDomain;

/**
 * A batch on its way from one process to another, not yet part of its shard (spec §4.5).
 *
 * @param version the release that built it
 */
public record TransmittedBatch(ShardId shard, BuildVersion version, HollowBatch batch) {

  /** The bytes to send. */
  public byte[] encode() {
    return Frame.BATCH.wrap(
        ProtoTransmittedBatch.newBuilder()
            .setShardId(BatchCodec.encodeUuid(shard.uuid()))
            .setVersion(version.toString())
            .setBatch(BatchCodec.encode(batch))
            .build());
  }

  /**
   * The batch that {@code bytes} say.
   *
   * @throws CorruptException if they are not what was sent
   * @throws FormatTooNewException if a later release built it
   */
  public static TransmittedBatch decode(byte[] bytes, TimeDomain domain) {
    TransmittedBatch decoded =
        Frame.BATCH.unwrap(bytes, in -> decoded(ProtoTransmittedBatch.parseFrom(in), domain));
    if (decoded.version.compareTo(BuildVersion.CURRENT) > 0) {
      throw new FormatTooNewException(
          "a batch built by release "
              + decoded.version
              + " cannot be appended by release "
              + BuildVersion.CURRENT);
    }
    return decoded;
  }

  private static TransmittedBatch decoded(ProtoTransmittedBatch proto, TimeDomain domain) {
    return new TransmittedBatch(
        new ShardId(BatchCodec.decodeUuid(proto.getShardId())),
        BuildVersion.parse(proto.getVersion()),
        BatchCodec.decode(proto.getBatch(), domain));
  }
}
