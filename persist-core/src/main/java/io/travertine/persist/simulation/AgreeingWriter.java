package io.travertine.persist.simulation;

import static io.travertine.persist.simulation.Violation.unless;

import io.travertine.persist.AppendResult;
import io.travertine.persist.AppendResult.Appended;
import io.travertine.persist.AppendResult.UpperMismatch;
import io.travertine.persist.Batch;
import io.travertine.persist.BatchBuilder;
import io.travertine.persist.WriteHandle;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.simulation.Parcels.Parcel;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Appends the same as its like in other processes, as far as the shard does not have it yet. */
final class AgreeingWriter extends Actor {

  private final ReplicatedShard model;
  private final Parcels parcels;
  private @Nullable WriteHandle<String, Long> open;

  AgreeingWriter(
      String name,
      Cast cast,
      SimulatedProcess process,
      ShardId shard,
      Dice dice,
      ReplicatedShard model,
      Parcels parcels) {
    super(name, cast, process, shard, dice);
    this.model = model;
    this.parcels = parcels;
  }

  @Override
  void act() {
    WriteHandle<String, Long> known = open;
    if (known == null) {
      open =
          process()
              .opened(
                  process().client(shard()).openWriter(shard(), KEYS, VALUES, diagnostics(name())));
      tell("opens a writer");
    } else if (dice().oneIn(12)) {
      leave();
    } else if (dice().oneIn(6)) {
      send(known);
    } else if (dice().oneIn(4)) {
      appendReceived(known);
    } else {
      append(known);
    }
  }

  @Override
  void leave() {
    WriteHandle<String, Long> known = open;
    if (known != null) {
      open = null;
      process().close(known);
      tell("closes its writer");
    }
  }

  private void append(WriteHandle<String, Long> writer) {
    long known = writer.upper().only();
    long lower = Math.max(0, known + dice().between(-6L, dice().oneIn(8) ? 3L : 0L));
    long upper = lower + dice().between(1L, 12L);
    check(lower, upper, () -> writer.append(model.script(lower, upper), at(lower), at(upper)));
  }

  /** Builds a batch for whoever comes to append it. */
  private void send(WriteHandle<String, Long> writer) {
    long lower = writer.upper().only();
    long upper = lower + dice().between(1L, 12L);
    List<Update<String, Long>> script = model.script(lower, upper);
    try (BatchBuilder<String, Long> builder = writer.builder(at(lower))) {
      script.forEach(row -> builder.add(row.key(), row.value(), row.time(), row.diff()));
      parcels.send(builder.finish(at(upper)), lower, script);
    }
    tell("sends a batch [" + lower + ", " + upper + ")");
  }

  /** Appends what others built, by now most often of little that is new. */
  private void appendReceived(WriteHandle<String, Long> writer) {
    Optional<Parcel> parcel = parcels.take(shard(), process(), dice());
    if (parcel.isPresent()) {
      Batch batch = writer.batchFromTransmittable(parcel.get().bytes());
      long lower = parcel.get().lower();
      long upper = parcel.get().upper();
      check(lower, upper, () -> writer.appendBatch(batch, at(lower), at(upper)));
    }
  }

  private void check(long lower, long upper, Supplier<AppendResult> append) {
    long before = model.upper();
    AppendResult result;
    try {
      result = append.get();
    } catch (IndeterminateException e) {
      tell("append [" + lower + ", " + upper + "): " + e.getMessage());
      return;
    }
    tell("append [" + lower + ", " + upper + "): " + result);
    if (result instanceof Appended appended) {
      long reached = appended.upper().only();
      unless(
          reached >= upper && model.upper() >= reached,
          () ->
              "append up to " + upper + " was acknowledged as " + reached + " at " + model.upper());
    } else if (result instanceof UpperMismatch mismatch) {
      unless(
          before < lower && mismatch.actual().only() < lower,
          () -> "append from " + lower + " was refused with " + mismatch + " at " + before);
    }
  }
}
