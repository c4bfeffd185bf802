package io.travertine.persist.simulation;

import static io.travertine.persist.simulation.Violation.unless;

import io.travertine.persist.ReadHandle;
import io.travertine.persist.Scan;
import io.travertine.persist.Snapshot;
import io.travertine.persist.error.BlobMissingException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.id.ShardId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the past for a long time, in which it says nothing itself, and reads it again and again:
 * what is written, compacted and collected meanwhile changes nothing about it.
 */
final class PatientReader extends Actor {

  private static final long SECONDS = 1_000_000_000;

  private final ShardModel model;
  private final ShardWatch watch;
  private int opened;
  private @Nullable ReadHandle<String, Long> open;

  PatientReader(
      String name,
      Cast cast,
      SimulatedProcess process,
      ShardId shard,
      Dice dice,
      ShardModel model,
      ShardWatch watch) {
    super(name, cast, process, shard, dice);
    this.model = model;
    this.watch = watch;
  }

  private String purpose() {
    return name() + " handle " + opened;
  }

  @Override
  void act() {
    ReadHandle<String, Long> reader = open;
    if (reader == null) {
      opened++;
      open =
          process()
              .opened(
                  process()
                      .client(shard())
                      .openLeasedReader(shard(), KEYS, VALUES, diagnostics(purpose())));
      tell("opens a reader to keep what is from " + open.since() + " on");
      return;
    }
    rest(dice().between(0, 15 * SECONDS));
    try {
      for (int reads = dice().between(1, 4); reads > 0; reads--) {
        read(reader);
      }
      if (dice().oneIn(6)) {
        long since = reader.since().only();
        reader.downgradeSince(at(dice().between(since, Math.max(since, model.upper() / 2))));
        tell("keeps what is from " + reader.since() + " on");
      }
    } catch (LeaseExpiredException | HistoryLostException | BlobMissingException e) {
      tell("complains: " + e);
      watch.unlessHeld(process(), purpose(), e);
      leave();
    }
  }

  /** Any time it keeps, most often an old one. */
  private void read(ReadHandle<String, Long> reader) {
    long since = reader.since().only();
    long last = Math.max(since, model.upper() - 1);
    long asOf = dice().between(since, dice().oneIn(3) ? last : Math.min(last, since + 20));
    Map<ShardModel.Row, Long> found;
    try {
      Snapshot<String, Long> snapshot =
          process().opened(reader.snapshot(at(asOf), Scan.everything(), within(1_000)));
      try {
        found = ShardModel.sums(snapshot.fetch());
      } finally {
        process().close(snapshot);
      }
    } catch (DeadlineExceededException e) {
      tell("waits in vain for a snapshot as of " + asOf);
      return;
    }
    tell("still finds " + found.size() + " rows as of " + asOf);
    unless(
        found.equals(model.contents(asOf)),
        () ->
            model.name()
                + " as of "
                + asOf
                + " should be\n"
                + model.contents(asOf)
                + "\nbut is\n"
                + found);
  }

  @Override
  void leave() {
    ReadHandle<String, Long> known = open;
    if (known != null) {
      open = null;
      process().close(known);
      tell("closes its reader");
    }
  }
}
