package io.travertine.persist.simulation;

import static io.travertine.persist.simulation.Violation.unless;

import io.travertine.persist.Listen;
import io.travertine.persist.ListenEvent;
import io.travertine.persist.ReadHandle;
import io.travertine.persist.Scan;
import io.travertine.persist.Snapshot;
import io.travertine.persist.SnapshotCursor;
import io.travertine.persist.data.Update;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.BlobMissingException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.ShardId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a shard in all ways there are, and compares everything with the model. */
final class CheckingReader extends Actor {

  private final ShardModel model;
  private final ShardWatch watch;
  private final Dice dice;
  private int opened;

  private @Nullable ReadHandle<String, Long> open;
  private @Nullable Snapshot<String, Long> taken;
  private @Nullable Following following;

  /**
   * A listen, what it has told since its last progress, and under which purpose its hold is known.
   */
  private static final class Following {
    private final Listen<String, Long> listen;
    private final String purpose;
    private final long asOf;
    private final List<Update<String, Long>> told = new ArrayList<>();
    private long frontier;

    Following(Listen<String, Long> listen, String purpose, long asOf) {
      this.listen = listen;
      this.purpose = purpose;
      this.asOf = asOf;
      this.frontier = asOf;
    }
  }

  CheckingReader(
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
    this.dice = dice;
  }

  @Override
  void act() {
    ReadHandle<String, Long> reader = open;
    if (reader == null) {
      open();
      return;
    }
    String purpose = purpose();
    try {
      act(reader);
    } catch (LeaseExpiredException | HistoryLostException | BlobMissingException e) {
      unlessHeld(purpose, e);
      closeReader();
    }
  }

  /** What a reader whose lease has run out may complain about, others may not. */
  private void unlessHeld(String purpose, PersistException complaint) {
    tell("complains: " + complaint);
    if (watch.knows(purpose)) {
      throw new Violation(purpose + " holds its lease, but: " + complaint.getMessage(), complaint);
    }
  }

  private void act(ReadHandle<String, Long> reader) {
    int throwOf = dice.below(20);
    if (throwOf < 6) {
      snapshot(reader);
    } else if (throwOf < 9) {
      takeOrFetch(reader);
    } else if (throwOf < 12) {
      downgrade(reader);
    } else if (throwOf < 13) {
      fetchUpper(reader);
    } else if (throwOf < 14) {
      closeReader();
    } else {
      follow();
    }
  }

  private String purpose() {
    return name() + " handle " + opened;
  }

  private void open() {
    opened++;
    open =
        process()
            .opened(
                process().client().openLeasedReader(shard(), KEYS, VALUES, diagnostics(purpose())));
    tell("opens a reader at " + open.since());
  }

  private void closeReader() {
    ReadHandle<String, Long> known = open;
    open = null;
    if (known != null) {
      process().close(known);
      tell("closes its reader");
    }
    dropSnapshot();
  }

  private void dropSnapshot() {
    Snapshot<String, Long> known = taken;
    taken = null;
    if (known != null) {
      process().close(known);
    }
  }

  @Override
  void leave() {
    closeReader();
    stopFollowing();
  }

  private void fetchUpper(ReadHandle<String, Long> reader) {
    long before = model.upper();
    long upper = reader.fetchRecentUpper().only();
    tell("fetches upper " + upper);
    unless(before <= upper && upper <= model.upper(), "upper " + upper + " was not there");
  }

  // ---- snapshots

  /** A time this reader can read, most often one that is complete. */
  private long readable(ReadHandle<String, Long> reader) {
    long since = reader.since().only();
    long last = Math.max(since, model.upper() - 1);
    return dice.oneIn(10) ? last + dice.between(0L, 3L) : dice.between(since, last);
  }

  private Optional<Snapshot<String, Long>> take(ReadHandle<String, Long> reader) {
    long asOf = readable(reader);
    try {
      Snapshot<String, Long> snapshot =
          process()
              .opened(
                  reader.snapshot(at(asOf), Scan.everything(), within(dice.between(200, 3_000))));
      unless(model.upper() > asOf, "a snapshot as of " + asOf + " before it is complete");
      return Optional.of(snapshot);
    } catch (DeadlineExceededException e) {
      tell("waits in vain for a snapshot as of " + asOf);
      return Optional.empty();
    }
  }

  private void snapshot(ReadHandle<String, Long> reader) {
    Optional<Snapshot<String, Long>> snapshot = take(reader);
    if (snapshot.isPresent()) {
      fetch(snapshot.get());
      process().close(snapshot.get());
    }
  }

  /** Takes a snapshot to be read much later, or reads the one taken. */
  private void takeOrFetch(ReadHandle<String, Long> reader) {
    Snapshot<String, Long> known = taken;
    if (known == null) {
      taken = take(reader).orElse(null);
      tell("keeps a snapshot");
    } else if (dice.oneIn(3)) {
      fetch(known);
      dropSnapshot();
    }
  }

  private void fetch(Snapshot<String, Long> snapshot) {
    long asOf = snapshot.asOf().only();
    if (dice.oneIn(6)) {
      glance(snapshot);
    }
    List<Update<String, Long>> found = snapshot.fetch();
    tell("snapshot as of " + asOf + " has " + found.size() + " rows");
    Set<ShardModel.Row> distinct = new HashSet<>();
    for (Update<String, Long> update : found) {
      unless(
          update.time() == asOf
              && update.diff() != 0
              && distinct.add(new ShardModel.Row(update.key(), update.value())),
          "a snapshot as of " + asOf + " has " + update + " not consolidated");
    }
    unlessEqual("snapshot as of " + asOf, model.contents(asOf), ShardModel.sums(found));
  }

  /** Looks at one chunk and no further. */
  private static void glance(Snapshot<String, Long> snapshot) {
    try (SnapshotCursor cursor = snapshot.columns()) {
      Optional<Updates> chunk = cursor.next();
      unless(chunk.map(Updates::length).orElse(1) > 0, "an empty chunk");
    }
  }

  private void unlessEqual(String what, Object wanted, Object found) {
    unless(
        wanted.equals(found),
        what + " of " + model.name() + " should be\n" + wanted + "\nbut is\n" + found);
  }

  private void downgrade(ReadHandle<String, Long> reader) {
    long since = reader.since().only();
    long to = dice.between(since, Math.max(since, model.upper() - 1));
    long kept = reader.downgradeSince(at(to)).only();
    tell("lets go of history before " + to + ", keeps " + kept);
    unless(kept >= to, "asked to keep history from " + to + ", keeps it from " + kept);
  }

  // ---- listens

  private void follow() {
    Following known = following;
    if (known == null) {
      beginFollowing();
      return;
    }
    if (dice.oneIn(15)) {
      stopFollowing();
      return;
    }
    try {
      int events = dice.between(1, 6);
      for (int i = 0; i < events; i++) {
        step(known);
      }
    } catch (DeadlineExceededException e) {
      tell("hears nothing beyond " + known.frontier);
    } catch (LeaseExpiredException | BlobMissingException e) {
      unlessHeld(known.purpose, e);
      stopFollowing();
    }
  }

  /** With a reader of its own, so that its hold can be told from others by its purpose. */
  private void beginFollowing() {
    opened++;
    String purpose = purpose();
    ReadHandle<String, Long> reader =
        process()
            .opened(
                process().client().openLeasedReader(shard(), KEYS, VALUES, diagnostics(purpose)));
    long since = reader.since().only();
    long asOf = dice.between(since, Math.max(since, model.upper() + 1));
    try {
      Listen<String, Long> listen = process().opened(reader.listen(at(asOf)));
      following = new Following(listen, purpose, asOf);
      tell("listens as of " + asOf);
    } catch (LeaseExpiredException | HistoryLostException e) {
      unlessHeld(purpose, e);
    } finally {
      process().close(reader);
      opened++;
    }
  }

  private void stopFollowing() {
    Following known = following;
    following = null;
    if (known != null) {
      process().close(known.listen);
      tell("stops listening at " + known.frontier);
    }
  }

  private void step(Following known) {
    ListenEvent<String, Long> event = known.listen.next(within(dice.between(100, 1_500)));
    if (event instanceof ListenEvent.Changes<String, Long> changes) {
      for (Update<String, Long> update : changes.updates()) {
        unless(
            update.time() > known.asOf && update.time() >= known.frontier,
            "a listen as of " + known.asOf + " at " + known.frontier + " tells " + update);
      }
      known.told.addAll(changes.updates());
    } else if (event instanceof ListenEvent.Progress<String, Long> progress) {
      long to = progress.frontier().only();
      tell("hears " + known.told.size() + " updates up to " + to);
      unless(to > known.frontier && to <= model.upper(), "a listen went on to " + to);
      unlessEqual(
          "what a listen as of " + known.asOf + " tells from " + known.frontier + " to " + to,
          changes(model.updates(Math.max(known.frontier, known.asOf + 1), to)),
          changes(known.told));
      known.told.clear();
      known.frontier = to;
    } else {
      throw new Violation("a listen told " + event + " of an open shard");
    }
  }

  /** The sum of the diffs of each row at each time. */
  private static TreeMap<String, Long> changes(List<Update<String, Long>> updates) {
    TreeMap<String, Long> sums = new TreeMap<>();
    for (Update<String, Long> update : updates) {
      String row = update.key() + "=" + update.value() + "@" + update.time();
      sums.merge(row, update.diff(), Long::sum);
    }
    sums.values().removeIf(copies -> copies == 0);
    return sums;
  }
}
