package io.travertine.persist.simulation;

import static io.travertine.persist.simulation.Violation.unless;

import io.travertine.persist.AppendResult;
import io.travertine.persist.AppendResult.Appended;
import io.travertine.persist.AppendResult.UpperMismatch;
import io.travertine.persist.Batch;
import io.travertine.persist.BatchBuilder;
import io.travertine.persist.WriteHandle;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.simulation.ContestedShard.Attempt;
import io.travertine.persist.simulation.Parcels.Parcel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Competes with others for a shard by compare-and-append, and checks every answer. */
final class CompetingWriter extends Actor {

  private final ContestedShard model;
  private final Parcels parcels;
  private @Nullable WriteHandle<String, Long> open;

  CompetingWriter(
      String name,
      Cast cast,
      SimulatedProcess process,
      ShardId shard,
      Dice dice,
      ContestedShard model,
      Parcels parcels) {
    super(name, cast, process, shard, dice);
    this.model = model;
    this.parcels = parcels;
  }

  @Override
  void act() {
    try {
      act(writer());
    } catch (IndeterminateException e) {
      // What happened then is only known to the shard.
      leave();
    }
  }

  private void act(WriteHandle<String, Long> writer) {
    int throwOf = dice().below(23);
    if (throwOf < 9) {
      append(writer, rows(writer.upper().only()));
    } else if (throwOf < 12) {
      append(writer, List.of());
    } else if (throwOf < 15) {
      appendBatches(writer);
    } else if (throwOf < 17) {
      fetchUpper(writer);
    } else if (throwOf < 18) {
      awaitUpper(writer);
    } else if (throwOf < 19) {
      abandonBatch(writer);
    } else if (throwOf < 22) {
      appendStaged(writer);
    } else {
      leave();
    }
  }

  private WriteHandle<String, Long> writer() {
    WriteHandle<String, Long> known = open;
    if (known != null) {
      return known;
    }
    WriteHandle<String, Long> opened =
        process()
            .opened(
                process().client(shard()).openWriter(shard(), KEYS, VALUES, diagnostics(name())));
    open = opened;
    tell("opens a writer at " + opened.upper());
    return opened;
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

  /** New rows, and sometimes the end of some that live at {@code lower}. */
  private List<Update<String, Long>> rows(long lower) {
    List<Update<String, Long>> rows = new ArrayList<>();
    int count = dice().oneIn(8) ? dice().between(10, 40) : dice().between(0, 4);
    for (int i = 0; i < count; i++) {
      String key = "k" + dice().below(12) + "x".repeat(dice().below(30));
      rows.add(new Update<>(key, dice().between(0L, 9L), lower, dice().between(1L, 2L)));
    }
    if (lower > 0 && lower == model.upper() && dice().oneIn(2)) {
      Map<ShardModel.Row, Long> contents = model.contents(lower - 1);
      int share = dice().between(1, 4);
      contents.forEach(
          (row, copies) -> {
            if (dice().below(4) < share) {
              rows.add(new Update<>(row.key(), row.value(), lower, -copies));
            }
          });
    }
    return rows;
  }

  /** The same rows at times in {@code [lower, upper)}. */
  private List<Update<String, Long>> spread(
      List<Update<String, Long>> rows, long lower, long upper) {
    return rows.stream()
        .map(row -> new Update<>(row.key(), row.value(), time(lower, upper), row.diff()))
        .toList();
  }

  private long time(long lower, long upper) {
    return dice().between(lower, upper - 1);
  }

  private void append(WriteHandle<String, Long> writer, List<Update<String, Long>> rows) {
    long lower = writer.upper().only();
    long upper = model.freeUpper(lower, dice());
    List<Update<String, Long>> updates = spread(rows, lower, upper);
    Attempt attempt = model.attempt(lower, upper, updates);
    check(lower, upper, attempt, () -> writer.compareAndAppend(updates, at(lower), at(upper)));
  }

  /** Several batches, wider than what is appended of them, tried again where others were first. */
  private void appendBatches(WriteHandle<String, Long> writer) {
    long lower = writer.upper().only();
    long upper = model.freeUpper(lower, dice());
    long end = upper + dice().below(8);
    List<Update<String, Long>> updates = new ArrayList<>();
    List<Batch> batches = new ArrayList<>();
    try {
      int count = dice().between(1, 3);
      for (int i = 0; i < count; i++) {
        List<Update<String, Long>> rows = spread(rows(lower), lower, end);
        updates.addAll(rows);
        batches.add(batch(writer, rows, lower, end));
      }
      AppendResult result = appendBatches(writer, batches, updates, lower, upper);
      if (result instanceof UpperMismatch mismatch && mismatch.actual().only() < end - 1) {
        long actual = mismatch.actual().only();
        long again = model.freeUpper(actual, dice());
        if (actual > lower && again <= end) {
          appendBatches(writer, batches, updates, actual, again);
        }
      }
    } finally {
      batches.forEach(Batch::close);
    }
  }

  private AppendResult appendBatches(
      WriteHandle<String, Long> writer,
      List<Batch> batches,
      List<Update<String, Long>> updates,
      long lower,
      long upper) {
    List<Update<String, Long>> within =
        updates.stream().filter(row -> row.time() >= lower && row.time() < upper).toList();
    Attempt attempt = model.attempt(lower, upper, within);
    return check(
        lower, upper, attempt, () -> writer.compareAndAppendBatch(batches, at(lower), at(upper)));
  }

  // ---- batches built for a time that is over by the time they are appended

  /** A batch that is not appended yet, what it holds, and the time its times were advanced to. */
  private record Staged(Batch batch, long retimed, List<Update<String, Long>> updates) {

    /** The same at times no earlier than {@code from}, to be appended up to {@code upper}. */
    Staged retimed(long from, long upper) {
      batch.rewriteTimes(at(from), at(upper));
      return new Staged(
          batch,
          from,
          updates.stream()
              .map(u -> new Update<>(u.key(), u.value(), Math.max(from, u.time()), u.diff()))
              .toList());
    }
  }

  /** Builds a batch, or takes one that others have built, and appends it or sends it on. */
  private void appendStaged(WriteHandle<String, Long> writer) {
    Staged staged = staged(writer);
    try {
      for (int tries = dice().between(0, 2); tries > 0; tries--) {
        long known = Math.max(writer.upper().only(), staged.batch.lower().only());
        long from = Math.max(known, staged.retimed) + dice().below(3);
        long upper = model.freeUpper(Math.max(from, staged.batch.upper().only() - 1), dice());
        staged = staged.retimed(from, upper);
        Attempt attempt = model.attempt(known, upper, staged.updates);
        List<Batch> batches = List.of(staged.batch);
        AppendResult result =
            check(
                known,
                upper,
                attempt,
                () -> writer.compareAndAppendBatch(batches, at(known), at(upper)));
        if (result instanceof Appended) {
          return;
        }
      }
      if (dice().oneIn(2)) {
        parcels.send(staged.batch, staged.retimed, staged.updates);
        tell("sends a batch of " + staged.updates.size() + " at " + staged.retimed + " or later");
      }
    } finally {
      staged.batch.close();
    }
  }

  private Staged staged(WriteHandle<String, Long> writer) {
    Optional<Parcel> parcel =
        dice().oneIn(2) ? parcels.take(shard(), process(), dice()) : Optional.empty();
    if (parcel.isPresent()) {
      tell("gets a batch of " + parcel.get().updates().size());
      return new Staged(
          writer.batchFromTransmittable(parcel.get().bytes()),
          parcel.get().retimed(),
          parcel.get().updates());
    }
    long lower = writer.upper().only();
    long end = lower + dice().between(1, 4);
    List<Update<String, Long>> rows = spread(rows(lower), lower, end);
    return new Staged(batch(writer, rows, lower, end), lower, rows);
  }

  private static Batch batch(
      WriteHandle<String, Long> writer, List<Update<String, Long>> rows, long lower, long upper) {
    try (BatchBuilder<String, Long> builder = writer.builder(at(lower))) {
      rows.forEach(row -> builder.add(row.key(), row.value(), row.time(), row.diff()));
      return builder.finish(at(upper));
    }
  }

  private AppendResult check(
      long lower, long upper, Attempt attempt, Supplier<AppendResult> append) {
    boolean fit = model.upper() == lower;
    long moves = model.moves();
    tell(attempt + " ...");
    AppendResult result;
    try {
      result = append.get();
    } catch (IndeterminateException e) {
      tell(attempt + ": " + e.getMessage());
      throw e;
    }
    tell(attempt + ": " + result);
    if (result instanceof Appended appended) {
      unless(attempt.isCommitted(), () -> attempt + " was acknowledged but is not there");
      unless(
          appended.upper().equals(at(upper)), () -> attempt + " was acknowledged as " + appended);
    } else if (result instanceof UpperMismatch mismatch) {
      attempt.refused();
      unless(
          !fit || model.moves() > moves,
          () -> attempt + " was refused although nobody else appended");
      unless(
          mismatch.actual().only() != lower && mismatch.actual().only() <= model.upper(),
          () -> attempt + " was refused with " + mismatch + " at " + model.upper());
    }
    return result;
  }

  private void fetchUpper(WriteHandle<String, Long> writer) {
    long before = model.upper();
    long upper = writer.fetchRecentUpper().only();
    tell("fetches upper " + upper);
    unless(before <= upper && upper <= model.upper(), () -> "upper " + upper + " was not there");
  }

  private void awaitUpper(WriteHandle<String, Long> writer) {
    long time = model.upper() - dice().between(0L, 2L);
    try {
      writer.waitForUpperPast(at(time), within(dice().between(100, 2_000)));
      tell("waits until past " + time);
      unless(model.upper() > time, () -> "upper was said to be past " + time);
    } catch (DeadlineExceededException e) {
      tell("waits in vain until past " + time);
    }
  }

  private void abandonBatch(WriteHandle<String, Long> writer) {
    long lower = writer.upper().only();
    try (Batch batch = batch(writer, spread(rows(lower), lower, lower + 3), lower, lower + 3)) {
      tell("abandons " + batch.updates() + " rows");
    }
  }
}
