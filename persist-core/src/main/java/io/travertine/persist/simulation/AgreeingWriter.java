package io.travertine.persist.simulation;

import static io.travertine.persist.simulation.Violation.unless;

import io.travertine.persist.AppendResult;
import io.travertine.persist.AppendResult.Appended;
import io.travertine.persist.AppendResult.UpperMismatch;
import io.travertine.persist.WriteHandle;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.ShardId;
import org.jspecify.annotations.Nullable;

/** Appends the same as its like in other processes, as far as the shard does not have it yet. */
final class AgreeingWriter extends Actor {

  private final ReplicatedShard model;
  private @Nullable WriteHandle<String, Long> open;

  AgreeingWriter(
      String name,
      Cast cast,
      SimulatedProcess process,
      ShardId shard,
      Dice dice,
      ReplicatedShard model) {
    super(name, cast, process, shard, dice);
    this.model = model;
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
    long before = model.upper();
    AppendResult result;
    try {
      result = writer.append(model.script(lower, upper), at(lower), at(upper));
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
