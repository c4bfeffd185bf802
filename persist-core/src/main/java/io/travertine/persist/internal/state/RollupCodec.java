package io.travertine.persist.internal.state;

import static io.travertine.persist.internal.batch.BatchCodec.decodeUuid;
import static io.travertine.persist.internal.batch.BatchCodec.encodeUuid;

import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.state.proto.StateProto.ProtoInlinedDiff;
import io.travertine.persist.internal.state.proto.StateProto.ProtoRollup;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.List;

/** Rollups to and from bytes: the contents are the changes from those of an empty shard. */
final class RollupCodec {

  private RollupCodec() {}

  static byte[] encode(Rollup rollup) {
    return Frame.ROLLUP.wrap(toProto(rollup));
  }

  static ProtoRollup toProto(Rollup rollup) {
    State state = rollup.state();
    Contents empty = Contents.empty(state.domain());
    ProtoRollup.Builder builder =
        ProtoRollup.newBuilder()
            .setApplierVersion(state.applierVersion().toString())
            .setShardId(encodeUuid(state.shard().uuid()))
            .setSeqNo(state.seqNo().value())
            .setWalltimeMillis(state.walltimeMillis())
            .setHostname(state.hostname())
            .setKeyCodec(state.codecs().key())
            .setValueCodec(state.codecs().value())
            .setTimeCodec(state.codecs().time())
            .setDiffCodec(state.codecs().diff())
            .setContents(ChangesEncoder.changes(Changes.between(empty, state.contents())));
    for (Rollup.InlinedDiff diff : rollup.diffs()) {
      builder.addDiffs(
          ProtoInlinedDiff.newBuilder().setSeqNo(diff.seqNo().value()).setDiff(diff.bytes()));
    }
    return builder.build();
  }

  static Rollup decode(byte[] bytes) {
    return Frame.ROLLUP.unwrap(bytes, in -> fromProto(ProtoRollup.parseFrom(in)));
  }

  private static Rollup fromProto(ProtoRollup proto) {
    CodecNames codecs =
        new CodecNames(
            proto.getKeyCodec(), proto.getValueCodec(), proto.getTimeCodec(), proto.getDiffCodec());
    TimeDomain domain = codecs.timeDomain();
    Changes contents = new ChangesDecoder(domain).fromProto(proto.getContents());
    State state =
        new State(
            new ShardId(decodeUuid(proto.getShardId())),
            codecs,
            BuildVersion.parse(proto.getApplierVersion()),
            new SeqNo(proto.getSeqNo()),
            proto.getWalltimeMillis(),
            proto.getHostname(),
            contents.applyTo(Contents.empty(domain)));
    List<Rollup.InlinedDiff> diffs = new ArrayList<>();
    for (ProtoInlinedDiff diff : proto.getDiffsList()) {
      diffs.add(new Rollup.InlinedDiff(new SeqNo(diff.getSeqNo()), diff.getDiff()));
    }
    return new Rollup(state, diffs);
  }
}
