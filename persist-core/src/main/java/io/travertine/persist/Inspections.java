package io.travertine.persist;

import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.state.CodecNames;
import io.travertine.persist.internal.state.State;
import java.util.ArrayList;
import java.util.List;

/** Makes a {@link ShardInspection} of a state. */
final class Inspections {

  private Inspections() {}

  static ShardInspection of(State state) {
    CodecNames names = state.codecs();
    return new ShardInspection(
        state.shard(),
        new ShardInspection.Codecs(names.key(), names.value(), names.time(), names.diff()),
        state.applierVersion(),
        state.seqNo(),
        state.walltimeMillis(),
        state.hostname(),
        state.seqNoSince(),
        state.since(),
        state.upper(),
        state.isFinalized(),
        rollups(state),
        leasedReaders(state),
        criticalReaders(state),
        writers(state),
        state.contents().trace().batches().stream().map(Inspections::batch).toList());
  }

  private static List<ShardInspection.Rollup> rollups(State state) {
    List<ShardInspection.Rollup> rollups = new ArrayList<>();
    state
        .contents()
        .rollups()
        .forEach(
            row ->
                rollups.add(
                    new ShardInspection.Rollup(
                        row.getKey(),
                        row.getValue().key().partial(),
                        row.getValue().encodedBytes())));
    return rollups;
  }

  private static List<ShardInspection.LeasedReader> leasedReaders(State state) {
    List<ShardInspection.LeasedReader> readers = new ArrayList<>();
    for (var row : state.contents().leasedReaders()) {
      var reader = row.getValue();
      readers.add(
          new ShardInspection.LeasedReader(
              row.getKey(),
              reader.since(),
              reader.seqNo(),
              reader.heartbeatMillis(),
              reader.leaseMillis(),
              reader.label().hostname(),
              reader.label().purpose()));
    }
    return readers;
  }

  private static List<ShardInspection.CriticalReader> criticalReaders(State state) {
    List<ShardInspection.CriticalReader> readers = new ArrayList<>();
    for (var row : state.contents().criticalReaders()) {
      var reader = row.getValue();
      readers.add(
          new ShardInspection.CriticalReader(
              row.getKey(),
              reader.since(),
              reader.opaque(),
              reader.opaqueCodec(),
              reader.label().hostname(),
              reader.label().purpose()));
    }
    return readers;
  }

  private static List<ShardInspection.Writer> writers(State state) {
    List<ShardInspection.Writer> writers = new ArrayList<>();
    for (var row : state.contents().writers()) {
      var writer = row.getValue();
      writers.add(
          new ShardInspection.Writer(
              row.getKey(),
              writer.lastUpper(),
              writer.heartbeatMillis(),
              writer.leaseMillis(),
              writer.label().hostname(),
              writer.label().purpose()));
    }
    return writers;
  }

  private static ShardInspection.Batch batch(HollowBatch batch) {
    long stored = 0;
    for (Part part : batch.parts()) {
      stored += part.encodedBytes() - part.inlineBytes();
    }
    return new ShardInspection.Batch(
        batch.desc().lower(),
        batch.desc().upper(),
        batch.desc().since(),
        batch.updates(),
        batch.runs().size(),
        batch.partCount(),
        stored,
        batch.inlineBytes());
  }
}
