package io.travertine.persist.inspect;

import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.PartSummary;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.spine.FlatSpine;
import io.travertine.persist.internal.state.Contents;
import io.travertine.persist.internal.state.CriticalReader;
import io.travertine.persist.internal.state.HandleLabel;
import io.travertine.persist.internal.state.HollowRollup;
import io.travertine.persist.internal.state.LeasedReader;
import io.travertine.persist.internal.state.Rollup;
import io.travertine.persist.internal.state.SortedTable;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.internal.state.WorkClaim;
import io.travertine.persist.internal.state.Writer;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;

/** States as JSON, in the shape of a rollup (spec appendix A). */
final class StateJson {

  private StateJson() {}

  static Json.Fields of(State state) {
    Contents contents = state.contents();
    return Json.object()
        .put("applier_version", state.applierVersion().toString())
        .put("shard_id", state.shard().toString())
        .put("key_codec", state.codecs().key())
        .put("value_codec", state.codecs().value())
        .put("time_codec", state.codecs().time())
        .put("diff_codec", state.codecs().diff())
        .put("seqno", state.seqNo().toString())
        .put("walltime_ms", state.walltimeMillis())
        .put("hostname", state.hostname())
        .put("last_gc_req", contents.lastGcRequest().toString())
        .put("rollups", table(contents.rollups(), StateJson::rollup))
        .put("active_rollup", contents.activeRollup().map(StateJson::claim))
        .put("active_gc", contents.activeGc().map(StateJson::claim))
        .put("leased_readers", table(contents.leasedReaders(), StateJson::reader))
        .put("critical_readers", table(contents.criticalReaders(), StateJson::reader))
        .put("writers", table(contents.writers(), StateJson::writer))
        .put(
            "schemas",
            table(
                contents.schemas(),
                schemas ->
                    Json.object()
                        .put("key_bytes", schemas.key().size())
                        .put("value_bytes", schemas.value().size())
                        .build()))
        .put("trace", trace(contents.trace().flatten()))
        .build();
  }

  /** A rollup blob: its state, and which diffs it carries along. */
  static Json.Fields of(Rollup rollup) {
    Json.Builder fields = Json.object();
    of(rollup.state()).fields().forEach(fields::put);
    return fields
        .put(
            "inlined_diffs",
            Json.of(
                rollup.diffs().stream()
                    .map(
                        diff ->
                            Json.object()
                                .put("seqno", diff.seqNo().toString())
                                .put("bytes", diff.bytes().size())
                                .build())
                    .toList()))
        .build();
  }

  private static <K extends Comparable<K>, V> Json table(
      SortedTable<K, V> table, Function<V, Json> value) {
    Json.Builder rows = Json.object();
    for (Map.Entry<K, V> row : table) {
      rows.put(row.getKey().toString(), value.apply(row.getValue()));
    }
    return rows.build();
  }

  private static Json rollup(HollowRollup rollup) {
    return Json.object()
        .put("key", rollup.key().partial())
        .put("bytes", rollup.encodedBytes())
        .build();
  }

  private static Json claim(WorkClaim claim) {
    return Json.object()
        .put("seqno", claim.seqNo().toString())
        .put("start_ms", claim.startMillis())
        .build();
  }

  private static Json reader(LeasedReader reader) {
    return labelled(reader.label())
        .put("seqno", reader.seqNo().toString())
        .put("since", of(reader.since()))
        .put("last_heartbeat_ms", reader.heartbeatMillis())
        .put("lease_ms", reader.leaseMillis())
        .build();
  }

  private static Json reader(CriticalReader reader) {
    return labelled(reader.label())
        .put("since", of(reader.since()))
        .put("opaque", Long.toUnsignedString(reader.opaque()))
        .put("opaque_codec", reader.opaqueCodec())
        .build();
  }

  private static Json writer(Writer writer) {
    return labelled(writer.label())
        .put("last_heartbeat_ms", writer.heartbeatMillis())
        .put("lease_ms", writer.leaseMillis())
        .put("most_recent_write_token", writer.lastToken().toString())
        .put("most_recent_write_upper", of(writer.lastUpper()))
        .build();
  }

  private static Json.Builder labelled(HandleLabel label) {
    return Json.object().put("hostname", label.hostname()).put("purpose", label.purpose());
  }

  private static Json trace(FlatSpine spine) {
    Json.Builder nodes = Json.object();
    spine
        .nodes()
        .forEach(
            (id, node) ->
                nodes.put(
                    id.toString(),
                    Json.object()
                        .put("level", node.level())
                        .put("lower", of(node.desc().lower()))
                        .put("upper", of(node.desc().upper()))
                        .put("since", of(node.desc().since()))
                        .put("claimed_ms", node.claim().map(by -> Json.of(by.startMillis())))
                        .build()));
    Json.Builder batches = Json.object();
    spine.hollow().forEach((id, batch) -> batches.put(id.toString(), of(batch)));
    Json.Builder merges = Json.object();
    spine
        .merges()
        .forEach(
            (id, merge) ->
                merges.put(
                    id.toString(),
                    Json.object()
                        .put("since", of(merge.since()))
                        .put("remaining_work", merge.remainingWork())
                        .build()));
    return Json.object()
        .put("since", of(spine.since()))
        .put("spine_batches", nodes.build())
        .put("hollow_batches", batches.build())
        .put("merges", merges.build())
        .build();
  }

  static Json of(HollowBatch batch) {
    return Json.object()
        .put("lower", of(batch.desc().lower()))
        .put("upper", of(batch.desc().upper()))
        .put("since", of(batch.desc().since()))
        .put("updates", batch.updates())
        .put("runs", Json.of(batch.runs().stream().map(StateJson::run).toList()))
        .build();
  }

  private static Json run(Run run) {
    Json.Builder fields =
        Json.object()
            .put("id", run.id().toString())
            .put("order", run.order().name())
            .put("truncated", run.truncated());
    run.schema().ifPresent(schema -> fields.put("schema", schema.toString()));
    if (run.closedAt().isPresent()) {
      fields.put("closed_at", unsigned(run.closedAt().getAsLong()));
    }
    return fields.put("parts", Json.of(run.parts().stream().map(StateJson::part).toList())).build();
  }

  private static Json part(Part part) {
    PartSummary summary = part.summary();
    Json.Builder fields = Json.object();
    part.blob()
        .ifPresentOrElse(key -> fields.put("key", key.partial()), () -> fields.put("inline", true));
    fields
        .put("bytes", part.encodedBytes())
        .put("updates", summary.updates())
        .put("diffs_sum", summary.diffsSum())
        .put("min_diff", summary.minDiff())
        .put("min_time", unsigned(summary.minTime()))
        .put("max_time", unsigned(summary.maxTime()));
    Optional<Frontier> rewrite = part.rewrite();
    rewrite.ifPresent(frontier -> fields.put("ts_rewrite", of(frontier)));
    return fields.build();
  }

  static Json of(Frontier frontier) {
    return Json.of(
        LongStream.of(frontier.elements()).mapToObj(t -> time(frontier.domain(), t)).toList());
  }

  /** A time: a number where its order is one of numbers. */
  static Json time(TimeDomain domain, long time) {
    return domain == TimeDomain.U64 ? unsigned(time) : Json.of(domain.print(time));
  }

  private static Json unsigned(long value) {
    return new Json.Literal(Long.toUnsignedString(value));
  }
}
