package io.travertine.persist.simulation;

import static io.travertine.persist.simulation.Violation.unless;

import io.travertine.persist.AppendResult;
import io.travertine.persist.AppendResult.Appended;
import io.travertine.persist.AppendResult.UpperMismatch;
import io.travertine.persist.ReadHandle;
import io.travertine.persist.Snapshot;
import io.travertine.persist.WriteHandle;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.error.NoSuchShardException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.simulation.ContestedShard.Attempt;
import io.travertine.persist.simulation.MortalShards.Mortal;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Fills a shard that others fill as well, closes it, lets go of its history, and finalizes it. Its
 * handles live for one thing to do.
 */
final class Undertaker extends Actor {

  private static final Frontier NEVER = Frontier.empty(TimeDomain.U64);

  private final MortalShards shards;
  private int opened;

  Undertaker(String name, Cast cast, SimulatedProcess process, Dice dice, MortalShards shards) {
    super(name, cast, process, shards.current().id(), dice);
    this.shards = shards;
  }

  @Override
  void act() {
    Mortal mortal = shards.current();
    int throwOf = dice().below(12);
    try {
      if (throwOf < 4) {
        append(mortal);
      } else if (throwOf < 6) {
        read(mortal);
      } else if (throwOf < 7) {
        close(mortal);
      } else if (throwOf < 9) {
        letGo(mortal);
      } else {
        finish(mortal);
      }
    } catch (IndeterminateException e) {
      tell("does not know: " + e.getMessage());
    }
  }

  @Override
  void leave() {
    // Nothing stays open.
  }

  private WriteHandle<String, Long> writer(Mortal mortal) {
    return process()
        .opened(
            process()
                .client(mortal.id())
                .openWriter(mortal.id(), KEYS, VALUES, diagnostics(name())));
  }

  private String purpose() {
    return name() + " handle " + opened;
  }

  private ReadHandle<String, Long> reader(Mortal mortal) {
    opened++;
    return process()
        .opened(
            process()
                .client(mortal.id())
                .openLeasedReader(mortal.id(), KEYS, VALUES, diagnostics(purpose())));
  }

  private void append(Mortal mortal) {
    WriteHandle<String, Long> writer = writer(mortal);
    try {
      if (writer.upper().isEmpty()) {
        unless(mortal.model().isClosed(), () -> mortal.model().name() + " is not closed");
        return;
      }
      long lower = writer.upper().only();
      long upper = mortal.model().freeUpper(lower, dice());
      List<Update<String, Long>> rows = new ArrayList<>();
      for (int i = dice().between(0, 12); i > 0; i--) {
        String key = "m" + dice().below(9) + "y".repeat(dice().below(40));
        rows.add(new Update<>(key, dice().between(0L, 3L), dice().between(lower, upper - 1), 1));
      }
      Attempt attempt = mortal.model().attempt(lower, upper, rows);
      AppendResult result = writer.compareAndAppend(rows, at(lower), at(upper));
      tell(mortal.model().name() + ": " + attempt + ": " + result);
      if (result instanceof Appended) {
        unless(attempt.isCommitted(), () -> attempt + " was acknowledged but is not there");
      } else if (result instanceof UpperMismatch mismatch) {
        attempt.refused();
        unless(
            !mismatch.actual().isEmpty() || mortal.model().isClosed(),
            () -> attempt + " was refused as if the shard were closed");
      }
    } finally {
      process().close(writer);
    }
  }

  private void close(Mortal mortal) {
    WriteHandle<String, Long> writer = writer(mortal);
    try {
      Frontier upper = writer.upper();
      if (!upper.isEmpty()) {
        AppendResult result = writer.compareAndAppend(List.of(), upper, NEVER);
        tell("closes " + mortal.model().name() + ": " + result);
        unless(
            result instanceof UpperMismatch || mortal.model().isClosed(),
            () -> mortal.model().name() + " was closed but is not");
      }
    } finally {
      process().close(writer);
    }
  }

  private void read(Mortal mortal) {
    ReadHandle<String, Long> reader = reader(mortal);
    try {
      if (reader.since().isEmpty() || mortal.model().upper() <= reader.since().only()) {
        return;
      }
      long asOf = dice().between(reader.since().only(), mortal.model().upper() - 1);
      Map<ShardModel.Row, Long> found;
      Snapshot<String, Long> snapshot = process().opened(reader.snapshot(at(asOf)));
      try {
        found = ShardModel.sums(snapshot.fetch());
      } finally {
        process().close(snapshot);
      }
      tell(mortal.model().name() + " as of " + asOf + " has " + found.size() + " rows");
      unless(
          found.equals(mortal.model().contents(asOf)),
          () ->
              mortal.model().name()
                  + " as of "
                  + asOf
                  + " should be\n"
                  + mortal.model().contents(asOf)
                  + "\nbut is\n"
                  + found);
    } catch (LeaseExpiredException | HistoryLostException e) {
      unlessHeld(mortal, e);
    } finally {
      process().close(reader);
    }
  }

  /** Also finalization makes the state forget its readers. */
  private void unlessHeld(Mortal mortal, PersistException complaint) {
    tell("complains: " + complaint);
    if (mortal.watch().knows(purpose())) {
      throw new Violation(
          purpose() + " holds its lease, but: " + complaint.getMessage(), complaint);
    }
  }

  private void letGo(Mortal mortal) {
    ReadHandle<String, Long> reader = reader(mortal);
    try {
      reader.downgradeSince(NEVER);
      tell("lets go of all history of " + mortal.model().name());
    } catch (LeaseExpiredException e) {
      unlessHeld(mortal, e);
    } finally {
      process().close(reader);
    }
  }

  private void finish(Mortal mortal) {
    boolean over = mortal.isOver();
    try {
      process().client(mortal.id()).finalizeShard(mortal.id(), KEYS, VALUES);
      tell("finalizes " + mortal.model().name());
      unless(
          mortal.isFinalized() && process().client().isFinalized(mortal.id()),
          () -> mortal.model().name() + " is not finalized");
    } catch (InvalidUsageException e) {
      tell("cannot finalize " + mortal.model().name() + ": " + e.getMessage());
      unless(!over, () -> mortal.model().name() + " could be finalized, but: " + e.getMessage());
    } catch (NoSuchShardException e) {
      unless(!over, () -> mortal.model().name() + " exists, but: " + e.getMessage());
    }
  }
}
