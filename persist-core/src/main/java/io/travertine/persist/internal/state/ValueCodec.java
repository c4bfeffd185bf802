package io.travertine.persist.internal.state;

import static io.travertine.persist.internal.batch.BatchCodec.decodeUuid;
import static io.travertine.persist.internal.batch.BatchCodec.encode;
import static io.travertine.persist.internal.batch.BatchCodec.encodeUuid;

import io.travertine.persist.id.IdempotencyToken;
import io.travertine.persist.id.RollupId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.batch.BatchCodec;
import io.travertine.persist.internal.batch.RollupKey;
import io.travertine.persist.internal.spine.Claim;
import io.travertine.persist.internal.spine.FlatSpine;
import io.travertine.persist.internal.spine.FuelingMerge;
import io.travertine.persist.internal.spine.SpineId;
import io.travertine.persist.internal.state.proto.StateProto.ProtoCriticalReader;
import io.travertine.persist.internal.state.proto.StateProto.ProtoFuelingMerge;
import io.travertine.persist.internal.state.proto.StateProto.ProtoHandleLabel;
import io.travertine.persist.internal.state.proto.StateProto.ProtoHollowRollup;
import io.travertine.persist.internal.state.proto.StateProto.ProtoLeasedReader;
import io.travertine.persist.internal.state.proto.StateProto.ProtoSchemas;
import io.travertine.persist.internal.state.proto.StateProto.ProtoSpineId;
import io.travertine.persist.internal.state.proto.StateProto.ProtoSpineNode;
import io.travertine.persist.internal.state.proto.StateProto.ProtoWorkClaim;
import io.travertine.persist.internal.state.proto.StateProto.ProtoWriter;
import io.travertine.persist.time.TimeDomain;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The rows of a state to and from protobuf. Decoding throws {@link IllegalArgumentException} on
 * messages that say what no row can be.
 */
final class ValueCodec {

  private ValueCodec() {}

  static ProtoSpineId toProto(SpineId id) {
    return ProtoSpineId.newBuilder().setLo(id.lo()).setHi(id.hi()).build();
  }

  static SpineId fromProto(ProtoSpineId proto) {
    return new SpineId(proto.getLo(), proto.getHi());
  }

  static ProtoSpineNode toProto(FlatSpine.Node node) {
    ProtoSpineNode.Builder builder =
        ProtoSpineNode.newBuilder().setLevel(node.level()).setDesc(encode(node.desc()));
    node.claim().ifPresent(claim -> builder.setClaimStartMillis(claim.startMillis()));
    return builder.build();
  }

  static FlatSpine.Node fromProto(ProtoSpineNode proto, TimeDomain domain) {
    return new FlatSpine.Node(
        proto.getLevel(),
        BatchCodec.decode(proto.getDesc(), domain),
        proto.hasClaimStartMillis()
            ? Optional.of(new Claim(proto.getClaimStartMillis()))
            : Optional.empty());
  }

  static ProtoFuelingMerge toProto(FuelingMerge merge) {
    return ProtoFuelingMerge.newBuilder()
        .setSince(encode(merge.since()))
        .setRemainingWork(merge.remainingWork())
        .build();
  }

  static FuelingMerge fromProto(ProtoFuelingMerge proto, TimeDomain domain) {
    return new FuelingMerge(BatchCodec.decode(proto.getSince(), domain), proto.getRemainingWork());
  }

  static ProtoHollowRollup toProto(HollowRollup rollup) {
    ProtoHollowRollup.Builder builder =
        ProtoHollowRollup.newBuilder().setRollupId(encodeUuid(rollup.key().rollup().uuid()));
    rollup.encodedBytes().ifPresent(builder::setEncodedBytes);
    return builder.build();
  }

  static HollowRollup fromProto(SeqNo seqNo, ProtoHollowRollup proto) {
    return new HollowRollup(
        new RollupKey(seqNo, new RollupId(decodeUuid(proto.getRollupId()))),
        proto.hasEncodedBytes() ? OptionalLong.of(proto.getEncodedBytes()) : OptionalLong.empty());
  }

  static ProtoWorkClaim toProto(WorkClaim claim) {
    return ProtoWorkClaim.newBuilder()
        .setSeqNo(claim.seqNo().value())
        .setStartMillis(claim.startMillis())
        .build();
  }

  static WorkClaim fromProto(ProtoWorkClaim proto) {
    return new WorkClaim(new SeqNo(proto.getSeqNo()), proto.getStartMillis());
  }

  static ProtoLeasedReader toProto(LeasedReader reader) {
    return ProtoLeasedReader.newBuilder()
        .setSeqNo(reader.seqNo().value())
        .setSince(encode(reader.since()))
        .setHeartbeatMillis(reader.heartbeatMillis())
        .setLeaseMillis(reader.leaseMillis())
        .setLabel(toProto(reader.label()))
        .build();
  }

  static LeasedReader fromProto(ProtoLeasedReader proto, TimeDomain domain) {
    return new LeasedReader(
        new SeqNo(proto.getSeqNo()),
        BatchCodec.decode(proto.getSince(), domain),
        proto.getHeartbeatMillis(),
        proto.getLeaseMillis(),
        fromProto(proto.getLabel()));
  }

  static ProtoCriticalReader toProto(CriticalReader reader) {
    return ProtoCriticalReader.newBuilder()
        .setSince(encode(reader.since()))
        .setOpaque(reader.opaque())
        .setOpaqueCodec(reader.opaqueCodec())
        .setLabel(toProto(reader.label()))
        .build();
  }

  static CriticalReader fromProto(ProtoCriticalReader proto, TimeDomain domain) {
    return new CriticalReader(
        BatchCodec.decode(proto.getSince(), domain),
        proto.getOpaque(),
        proto.getOpaqueCodec(),
        fromProto(proto.getLabel()));
  }

  static ProtoWriter toProto(Writer writer) {
    return ProtoWriter.newBuilder()
        .setHeartbeatMillis(writer.heartbeatMillis())
        .setLeaseMillis(writer.leaseMillis())
        .setLastToken(encodeUuid(writer.lastToken().uuid()))
        .setLastUpper(encode(writer.lastUpper()))
        .setLabel(toProto(writer.label()))
        .build();
  }

  static Writer fromProto(ProtoWriter proto, TimeDomain domain) {
    return new Writer(
        proto.getHeartbeatMillis(),
        proto.getLeaseMillis(),
        new IdempotencyToken(decodeUuid(proto.getLastToken())),
        BatchCodec.decode(proto.getLastUpper(), domain),
        fromProto(proto.getLabel()));
  }

  static ProtoSchemas toProto(EncodedSchemas schemas) {
    return ProtoSchemas.newBuilder().setKey(schemas.key()).setValue(schemas.value()).build();
  }

  static EncodedSchemas fromProto(ProtoSchemas proto) {
    return new EncodedSchemas(proto.getKey(), proto.getValue());
  }

  private static ProtoHandleLabel toProto(HandleLabel label) {
    return ProtoHandleLabel.newBuilder()
        .setHostname(label.hostname())
        .setPurpose(label.purpose())
        .build();
  }

  private static HandleLabel fromProto(ProtoHandleLabel proto) {
    return new HandleLabel(proto.getHostname(), proto.getPurpose());
  }
}
