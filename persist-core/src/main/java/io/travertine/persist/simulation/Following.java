package io.travertine.persist.simulation;

import static io.travertine.persist.simulation.Violation.unless;

import io.travertine.persist.Listen;
import io.travertine.persist.ListenEvent;
import io.travertine.persist.Subscription;
import io.travertine.persist.data.Update;
import io.travertine.persist.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** A listen or a subscription, and what it has told since its last progress. Used in turns. */
final class Following {

  private final AutoCloseable handle;
  private final Function<Deadline, ListenEvent<String, Long>> next;
  private final ShardModel model;
  private final String purpose;
  private final long asOf;
  private final List<Update<String, Long>> told = new ArrayList<>();
  private long frontier;

  /** Whether the contents as of the beginning are still to be told. */
  private boolean contentsDue;

  private Following(
      AutoCloseable handle,
      Function<Deadline, ListenEvent<String, Long>> next,
      ShardModel model,
      String purpose,
      long asOf,
      boolean contentsDue) {
    this.handle = handle;
    this.next = next;
    this.model = model;
    this.purpose = purpose;
    this.asOf = asOf;
    this.frontier = asOf;
    this.contentsDue = contentsDue;
  }

  static Following listen(
      Listen<String, Long> listen, ShardModel model, String purpose, long asOf) {
    return new Following(listen, listen::next, model, purpose, asOf, false);
  }

  static Following subscription(
      Subscription<String, Long> subscription, ShardModel model, String purpose, long asOf) {
    return new Following(subscription, subscription::next, model, purpose, asOf, true);
  }

  /** What to close in the end. */
  AutoCloseable handle() {
    return handle;
  }

  /** Under which the state knows its hold. */
  String purpose() {
    return purpose;
  }

  long frontier() {
    return frontier;
  }

  /** Hears one event, which must be as in the model; what there is to say of it. */
  Optional<String> step(Deadline deadline) {
    ListenEvent<String, Long> event = next.apply(deadline);
    if (event instanceof ListenEvent.Changes<String, Long> changes) {
      for (Update<String, Long> update : changes.updates()) {
        unless(
            (contentsDue && update.time() == asOf)
                || (update.time() > asOf && update.time() >= frontier),
            () -> "a listen as of " + asOf + " at " + frontier + " tells " + update);
      }
      told.addAll(changes.updates());
      return Optional.empty();
    }
    if (event instanceof ListenEvent.Progress<String, Long> progress) {
      return Optional.of(progress(progress.frontier().only()));
    }
    throw new Violation("a listen told " + event + " of an open shard");
  }

  private String progress(long to) {
    String heard = "hears " + told.size() + " updates up to " + to;
    unless(to > frontier && to <= model.upper(), () -> "a listen went on to " + to);
    List<Update<String, Long>> wanted = new ArrayList<>();
    if (contentsDue) {
      model
          .contents(asOf)
          .forEach((row, copies) -> wanted.add(new Update<>(row.key(), row.value(), asOf, copies)));
    }
    wanted.addAll(model.updates(Math.max(frontier, asOf + 1), to));
    TreeMap<String, Long> expected = changes(wanted);
    TreeMap<String, Long> found = changes(told);
    unless(
        expected.equals(found),
        () ->
            "what a listen on "
                + model.name()
                + " as of "
                + asOf
                + " tells from "
                + frontier
                + " to "
                + to
                + " should be\n"
                + expected
                + "\nbut is\n"
                + found);
    contentsDue = false;
    told.clear();
    frontier = to;
    return heard;
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
