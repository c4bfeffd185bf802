package io.travertine.persist.simulation;

import static io.travertine.persist.simulation.Violation.unless;

import io.travertine.persist.BatchFetcher;
import io.travertine.persist.LeasedPart;
import io.travertine.persist.PartTicket;
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
import io.travertine.persist.internal.io.HeldPart;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a shard in all ways there are, and compares everything with the model. */
final class CheckingReader extends Actor {

  private final ShardModel model;
  private final ShardWatch watch;
  private final PartOffers offers;
  private final Dice dice;
  private int opened;

  private @Nullable ReadHandle<String, Long> open;
  private @Nullable Snapshot<String, Long> taken;
  private PartOffers.@Nullable Offer offered;
  private @Nullable Following following;

  CheckingReader(
      String name,
      Cast cast,
      SimulatedProcess process,
      ShardId shard,
      Dice dice,
      ShardModel model,
      ShardWatch watch,
      PartOffers offers) {
    super(name, cast, process, shard, dice);
    this.model = model;
    this.watch = watch;
    this.offers = offers;
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

  private void unlessHeld(String purpose, PersistException complaint) {
    tell("complains: " + complaint);
    watch.unlessHeld(process(), purpose, complaint);
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
    } else if (throwOf < 15) {
      offer(reader);
    } else if (throwOf < 16) {
      accept();
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
                process()
                    .client(shard())
                    .openLeasedReader(shard(), KEYS, VALUES, diagnostics(purpose())));
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
    withdraw();
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
    unless(before <= upper && upper <= model.upper(), () -> "upper " + upper + " was not there");
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
      unless(model.upper() > asOf, () -> "a snapshot as of " + asOf + " before it is complete");
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
          () -> "a snapshot as of " + asOf + " has " + update + " not consolidated");
    }
    unlessEqual("snapshot as of " + asOf, model.contents(asOf), ShardModel.sums(found));
  }

  /** Looks at one chunk and no further. */
  private static void glance(Snapshot<String, Long> snapshot) {
    try (SnapshotCursor cursor = snapshot.columns()) {
      Optional<Updates> chunk = cursor.next();
      unless(chunk.map(Updates::length).orElse(1) > 0, () -> "an empty chunk");
    }
  }

  private void unlessEqual(String what, Object wanted, Object found) {
    unless(
        wanted.equals(found),
        () -> what + " of " + model.name() + " should be\n" + wanted + "\nbut is\n" + found);
  }

  private void downgrade(ReadHandle<String, Long> reader) {
    long since = reader.since().only();
    long to = dice.between(since, Math.max(since, model.upper() - 1));
    long kept = reader.downgradeSince(at(to)).only();
    tell("lets go of history before " + to + ", keeps " + kept);
    unless(kept >= to, () -> "asked to keep history from " + to + ", keeps it from " + kept);
  }

  // ---- parts fetched elsewhere

  /** Offers the parts of a snapshot to whoever wants to fetch them, or takes the offer back. */
  private void offer(ReadHandle<String, Long> reader) {
    PartOffers.Offer known = offered;
    if (known != null) {
      withdraw();
      return;
    }
    Optional<Snapshot<String, Long>> snapshot = take(reader);
    if (snapshot.isPresent()) {
      long asOf = snapshot.get().asOf().only();
      List<LeasedPart> parts = snapshot.get().parts();
      parts.forEach(process()::opened);
      process().close(snapshot.get());
      offered = offers.offer(shard(), purpose(), asOf, parts);
      parts.stream().findFirst().map(CheckingReader::held).ifPresent(watch::holds);
      tell("offers " + parts.size() + " parts as of " + asOf);
    }
  }

  private static HeldPart held(LeasedPart part) {
    return HeldPart.decode(part.ticket().toBytes(), TimeDomain.U64);
  }

  private void withdraw() {
    PartOffers.Offer known = offered;
    offered = null;
    if (known != null) {
      offers.withdraw(known);
      known.parts().stream().findFirst().map(CheckingReader::held).ifPresent(watch::letsGo);
      known.parts().forEach(process()::close);
      tell("takes its parts back");
    }
  }

  /** Fetches the parts that somebody, here or elsewhere, has a lease on. */
  private void accept() {
    Optional<PartOffers.Offer> found = offers.some(shard(), dice);
    if (found.isEmpty()) {
      return;
    }
    PartOffers.Offer offer = found.get();
    BatchFetcher<String, Long> fetcher =
        process()
            .opened(
                process()
                    .client()
                    .createBatchFetcher(shard(), KEYS, VALUES, diagnostics(purpose())));
    List<Update<String, Long>> rows = new ArrayList<>();
    try {
      for (LeasedPart part : offer.parts()) {
        rows.addAll(fetcher.fetch(PartTicket.parse(part.ticket().toBytes())).updates());
      }
    } catch (LeaseExpiredException e) {
      tell("cannot fetch the parts of " + offer.purpose() + ": " + e);
      unless(
          offer.isWithdrawn() || !watch.knows(offer.purpose()),
          () -> offer.purpose() + " holds its parts, but: " + e.getMessage());
      return;
    } finally {
      process().close(fetcher);
    }
    tell("fetches the parts of " + offer.purpose() + " as of " + offer.asOf());
    unlessEqual("parts as of " + offer.asOf(), model.contents(offer.asOf()), ShardModel.sums(rows));
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
        known.step(within(dice.between(100, 1_500))).ifPresent(this::tell);
      }
    } catch (DeadlineExceededException e) {
      tell("hears nothing beyond " + known.frontier());
    } catch (LeaseExpiredException | BlobMissingException | HistoryLostException e) {
      unlessHeld(known.purpose(), e);
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
                process()
                    .client(shard())
                    .openLeasedReader(shard(), KEYS, VALUES, diagnostics(purpose)));
    long since = reader.since().only();
    long asOf = dice.between(since, Math.max(since, model.upper() + 1));
    try {
      if (dice.oneIn(3)) {
        following =
            Following.subscription(
                process().opened(reader.subscribe(at(asOf))), model, purpose, asOf);
        tell("subscribes as of " + asOf);
      } else {
        following =
            Following.listen(process().opened(reader.listen(at(asOf))), model, purpose, asOf);
        tell("listens as of " + asOf);
      }
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
      process().close(known.handle());
      tell("stops listening at " + known.frontier());
    }
  }
}
