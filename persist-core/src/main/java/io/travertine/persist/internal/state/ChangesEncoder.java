package io.travertine.persist.internal.state;

import static io.travertine.persist.internal.batch.BatchCodec.encode;
import static io.travertine.persist.internal.batch.BatchCodec.encodeUuid;
import static io.travertine.persist.internal.state.ValueCodec.toProto;

import io.travertine.persist.id.CriticalReaderId;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.SchemaId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.WriterId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.spine.Change;
import io.travertine.persist.internal.spine.FlatSpine;
import io.travertine.persist.internal.spine.FuelingMerge;
import io.travertine.persist.internal.spine.Replaced;
import io.travertine.persist.internal.spine.SpineChanges;
import io.travertine.persist.internal.spine.SpineId;
import io.travertine.persist.internal.state.proto.StateProto.ProtoChanges;
import io.travertine.persist.internal.state.proto.StateProto.ProtoCriticalReaderChange;
import io.travertine.persist.internal.state.proto.StateProto.ProtoFrontierChange;
import io.travertine.persist.internal.state.proto.StateProto.ProtoFuelingMergeChange;
import io.travertine.persist.internal.state.proto.StateProto.ProtoHollowBatchChange;
import io.travertine.persist.internal.state.proto.StateProto.ProtoLeasedReaderChange;
import io.travertine.persist.internal.state.proto.StateProto.ProtoRollupChange;
import io.travertine.persist.internal.state.proto.StateProto.ProtoSchemasChange;
import io.travertine.persist.internal.state.proto.StateProto.ProtoSeqNoChange;
import io.travertine.persist.internal.state.proto.StateProto.ProtoSpineNodeChange;
import io.travertine.persist.internal.state.proto.StateProto.ProtoWorkClaimChange;
import io.travertine.persist.internal.state.proto.StateProto.ProtoWriterChange;
import java.util.Optional;

/** Changes to protobuf, rows in the order of their keys. */
final class ChangesEncoder {

  private ChangesEncoder() {}

  static ProtoChanges changes(Changes changes) {
    ProtoChanges.Builder builder = ProtoChanges.newBuilder();
    changes
        .lastGcRequest()
        .ifPresent(
            replaced ->
                builder.setLastGcRequest(
                    ProtoSeqNoChange.newBuilder()
                        .setBefore(replaced.before().value())
                        .setAfter(replaced.after().value())));
    changes.rollups().forEach(change -> builder.addRollups(rollup(change)));
    changes.activeRollup().ifPresent(claim -> builder.setActiveRollup(workClaim(claim)));
    changes.activeGc().ifPresent(claim -> builder.setActiveGc(workClaim(claim)));
    changes.leasedReaders().forEach(change -> builder.addLeasedReaders(leasedReader(change)));
    changes.criticalReaders().forEach(change -> builder.addCriticalReaders(criticalReader(change)));
    changes.writers().forEach(change -> builder.addWriters(writer(change)));
    changes.schemas().forEach(change -> builder.addSchemas(schemas(change)));
    addTrace(changes.trace(), builder);
    return builder.build();
  }

  private static void addTrace(SpineChanges trace, ProtoChanges.Builder builder) {
    trace
        .since()
        .ifPresent(
            replaced ->
                builder.setSince(
                    ProtoFrontierChange.newBuilder()
                        .setBefore(encode(replaced.before()))
                        .setAfter(encode(replaced.after()))));
    trace.hollow().forEach(change -> builder.addHollowBatches(hollow(change)));
    trace.nodes().forEach(change -> builder.addSpineNodes(node(change)));
    trace.merges().forEach(change -> builder.addMerges(merge(change)));
  }

  private static ProtoWorkClaimChange workClaim(Replaced<Optional<WorkClaim>> replaced) {
    ProtoWorkClaimChange.Builder builder = ProtoWorkClaimChange.newBuilder();
    replaced.before().ifPresent(value -> builder.setBefore(toProto(value)));
    replaced.after().ifPresent(value -> builder.setAfter(toProto(value)));
    return builder.build();
  }

  private static ProtoRollupChange rollup(Change<SeqNo, HollowRollup> change) {
    ProtoRollupChange.Builder builder =
        ProtoRollupChange.newBuilder().setSeqNo(change.key().value());
    change.before().ifPresent(value -> builder.setBefore(toProto(value)));
    change.after().ifPresent(value -> builder.setAfter(toProto(value)));
    return builder.build();
  }

  private static ProtoLeasedReaderChange leasedReader(Change<LeasedReaderId, LeasedReader> change) {
    ProtoLeasedReaderChange.Builder builder =
        ProtoLeasedReaderChange.newBuilder().setId(encodeUuid(change.key().uuid()));
    change.before().ifPresent(value -> builder.setBefore(toProto(value)));
    change.after().ifPresent(value -> builder.setAfter(toProto(value)));
    return builder.build();
  }

  private static ProtoCriticalReaderChange criticalReader(
      Change<CriticalReaderId, CriticalReader> change) {
    ProtoCriticalReaderChange.Builder builder =
        ProtoCriticalReaderChange.newBuilder().setId(encodeUuid(change.key().uuid()));
    change.before().ifPresent(value -> builder.setBefore(toProto(value)));
    change.after().ifPresent(value -> builder.setAfter(toProto(value)));
    return builder.build();
  }

  private static ProtoWriterChange writer(Change<WriterId, Writer> change) {
    ProtoWriterChange.Builder builder =
        ProtoWriterChange.newBuilder().setId(encodeUuid(change.key().uuid()));
    change.before().ifPresent(value -> builder.setBefore(toProto(value)));
    change.after().ifPresent(value -> builder.setAfter(toProto(value)));
    return builder.build();
  }

  private static ProtoSchemasChange schemas(Change<SchemaId, EncodedSchemas> change) {
    ProtoSchemasChange.Builder builder =
        ProtoSchemasChange.newBuilder().setId(change.key().value());
    change.before().ifPresent(value -> builder.setBefore(toProto(value)));
    change.after().ifPresent(value -> builder.setAfter(toProto(value)));
    return builder.build();
  }

  private static ProtoHollowBatchChange hollow(Change<SpineId, HollowBatch> change) {
    ProtoHollowBatchChange.Builder builder =
        ProtoHollowBatchChange.newBuilder().setId(toProto(change.key()));
    change.before().ifPresent(value -> builder.setBefore(encode(value)));
    change.after().ifPresent(value -> builder.setAfter(encode(value)));
    return builder.build();
  }

  private static ProtoSpineNodeChange node(Change<SpineId, FlatSpine.Node> change) {
    ProtoSpineNodeChange.Builder builder =
        ProtoSpineNodeChange.newBuilder().setId(toProto(change.key()));
    change.before().ifPresent(value -> builder.setBefore(toProto(value)));
    change.after().ifPresent(value -> builder.setAfter(toProto(value)));
    return builder.build();
  }

  private static ProtoFuelingMergeChange merge(Change<SpineId, FuelingMerge> change) {
    ProtoFuelingMergeChange.Builder builder =
        ProtoFuelingMergeChange.newBuilder().setId(toProto(change.key()));
    change.before().ifPresent(value -> builder.setBefore(toProto(value)));
    change.after().ifPresent(value -> builder.setAfter(toProto(value)));
    return builder.build();
  }
}
