package io.travertine.persist.internal.state;

import static io.travertine.persist.internal.batch.BatchCodec.decodeUuid;

import io.travertine.persist.id.CriticalReaderId;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.SchemaId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.WriterId;
import io.travertine.persist.internal.batch.BatchCodec;
import io.travertine.persist.internal.spine.Change;
import io.travertine.persist.internal.spine.Replaced;
import io.travertine.persist.internal.spine.SpineChanges;
import io.travertine.persist.internal.state.proto.StateProto.ProtoChanges;
import io.travertine.persist.internal.state.proto.StateProto.ProtoFrontierChange;
import io.travertine.persist.internal.state.proto.StateProto.ProtoSeqNoChange;
import io.travertine.persist.internal.state.proto.StateProto.ProtoWorkClaimChange;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Changes from protobuf, of a shard with times in {@code domain}. Throws {@link
 * IllegalArgumentException} on messages that say what no change can be.
 */
final class ChangesDecoder {

  private final TimeDomain domain;

  ChangesDecoder(TimeDomain domain) {
    this.domain = domain;
  }

  Changes fromProto(ProtoChanges proto) {
    return new Changes(
        proto.hasLastGcRequest() ? Optional.of(seqNo(proto.getLastGcRequest())) : Optional.empty(),
        rows(
            proto.getRollupsList(),
            row -> {
              SeqNo seqNo = new SeqNo(row.getSeqNo());
              return change(
                  seqNo,
                  row.hasBefore(),
                  row.getBefore(),
                  row.hasAfter(),
                  row.getAfter(),
                  value -> ValueCodec.fromProto(seqNo, value));
            }),
        proto.hasActiveRollup()
            ? Optional.of(workClaim(proto.getActiveRollup()))
            : Optional.empty(),
        proto.hasActiveGc() ? Optional.of(workClaim(proto.getActiveGc())) : Optional.empty(),
        rows(
            proto.getLeasedReadersList(),
            row ->
                change(
                    new LeasedReaderId(decodeUuid(row.getId())),
                    row.hasBefore(),
                    row.getBefore(),
                    row.hasAfter(),
                    row.getAfter(),
                    value -> ValueCodec.fromProto(value, domain))),
        rows(
            proto.getCriticalReadersList(),
            row ->
                change(
                    new CriticalReaderId(decodeUuid(row.getId())),
                    row.hasBefore(),
                    row.getBefore(),
                    row.hasAfter(),
                    row.getAfter(),
                    value -> ValueCodec.fromProto(value, domain))),
        rows(
            proto.getWritersList(),
            row ->
                change(
                    new WriterId(decodeUuid(row.getId())),
                    row.hasBefore(),
                    row.getBefore(),
                    row.hasAfter(),
                    row.getAfter(),
                    value -> ValueCodec.fromProto(value, domain))),
        rows(
            proto.getSchemasList(),
            row ->
                change(
                    new SchemaId(row.getId()),
                    row.hasBefore(),
                    row.getBefore(),
                    row.hasAfter(),
                    row.getAfter(),
                    ValueCodec::fromProto)),
        trace(proto));
  }

  private SpineChanges trace(ProtoChanges proto) {
    return new SpineChanges(
        proto.hasSince() ? Optional.of(frontier(proto.getSince())) : Optional.empty(),
        rows(
            proto.getHollowBatchesList(),
            row ->
                change(
                    ValueCodec.fromProto(row.getId()),
                    row.hasBefore(),
                    row.getBefore(),
                    row.hasAfter(),
                    row.getAfter(),
                    value -> BatchCodec.decode(value, domain))),
        rows(
            proto.getSpineNodesList(),
            row ->
                change(
                    ValueCodec.fromProto(row.getId()),
                    row.hasBefore(),
                    row.getBefore(),
                    row.hasAfter(),
                    row.getAfter(),
                    value -> ValueCodec.fromProto(value, domain))),
        rows(
            proto.getMergesList(),
            row ->
                change(
                    ValueCodec.fromProto(row.getId()),
                    row.hasBefore(),
                    row.getBefore(),
                    row.hasAfter(),
                    row.getAfter(),
                    value -> ValueCodec.fromProto(value, domain))));
  }

  private static <P, K, V> List<Change<K, V>> rows(List<P> rows, Function<P, Change<K, V>> decode) {
    return rows.stream().map(decode).toList();
  }

  private static <P, K, V> Change<K, V> change(
      K key, boolean hasBefore, P before, boolean hasAfter, P after, Function<P, V> decode) {
    return new Change<>(
        key,
        hasBefore ? Optional.of(decode.apply(before)) : Optional.empty(),
        hasAfter ? Optional.of(decode.apply(after)) : Optional.empty());
  }

  private static Replaced<SeqNo> seqNo(ProtoSeqNoChange proto) {
    return new Replaced<>(new SeqNo(proto.getBefore()), new SeqNo(proto.getAfter()));
  }

  private Replaced<Frontier> frontier(ProtoFrontierChange proto) {
    return new Replaced<>(
        BatchCodec.decode(proto.getBefore(), domain), BatchCodec.decode(proto.getAfter(), domain));
  }

  private static Replaced<Optional<WorkClaim>> workClaim(ProtoWorkClaimChange proto) {
    return new Replaced<>(
        proto.hasBefore() ? Optional.of(ValueCodec.fromProto(proto.getBefore())) : Optional.empty(),
        proto.hasAfter() ? Optional.of(ValueCodec.fromProto(proto.getAfter())) : Optional.empty());
  }
}
