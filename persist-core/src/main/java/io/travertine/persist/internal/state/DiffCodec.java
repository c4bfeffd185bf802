package io.travertine.persist.internal.state;

import static io.travertine.persist.internal.batch.BatchCodec.decodeUuid;
import static io.travertine.persist.internal.batch.BatchCodec.encodeUuid;

import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.RollupId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.batch.RollupKey;
import io.travertine.persist.internal.state.proto.StateProto.ProtoStateDiff;
import io.travertine.persist.time.TimeDomain;

/** Diffs to and from bytes. */
final class DiffCodec {

  private DiffCodec() {}

  static byte[] encode(StateDiff diff) {
    return Frame.DIFF.wrap(toProto(diff));
  }

  static ProtoStateDiff toProto(StateDiff diff) {
    return ProtoStateDiff.newBuilder()
        .setApplierVersion(diff.applierVersion().toString())
        .setSeqNo(diff.to().value())
        .setWalltimeMillis(diff.walltimeMillis())
        .setHostname(diff.hostname())
        .setLatestRollupSeqNo(diff.latestRollup().seqNo().value())
        .setLatestRollupId(encodeUuid(diff.latestRollup().rollup().uuid()))
        .setChanges(ChangesEncoder.changes(diff.changes()))
        .build();
  }

  static StateDiff decode(byte[] bytes, TimeDomain domain) {
    return Frame.DIFF.unwrap(bytes, in -> fromProto(ProtoStateDiff.parseFrom(in), domain));
  }

  private static StateDiff fromProto(ProtoStateDiff proto, TimeDomain domain) {
    SeqNo to = new SeqNo(proto.getSeqNo());
    return new StateDiff(
        BuildVersion.parse(proto.getApplierVersion()),
        new SeqNo(to.value() - 1),
        to,
        proto.getWalltimeMillis(),
        proto.getHostname(),
        latestRollup(proto),
        new ChangesDecoder(domain).fromProto(proto.getChanges()));
  }

  static RollupKey latestRollup(byte[] bytes) {
    return Frame.DIFF.unwrap(bytes, in -> latestRollup(ProtoStateDiff.parseFrom(in)));
  }

  private static RollupKey latestRollup(ProtoStateDiff proto) {
    return new RollupKey(
        new SeqNo(proto.getLatestRollupSeqNo()),
        new RollupId(decodeUuid(proto.getLatestRollupId())));
  }
}
