package io.travertine.persist.internal.spine;

import io.travertine.persist.id.RunId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The batches of a shard from {@code [minimum]} to its upper, arranged as a binary counter of
 * geometrically growing levels so that there are O(log n) of them (spec §5). Immutable; every
 * change returns a new spine that shares what did not change.
 *
 * <p>Its structure, ids and merges in progress included, is durable: {@link #flatten} and {@link
 * #unflatten} are each other's inverse, and nobody ever rebuilds it from the set of batches.
 *
 * <p>Invariants, checked by {@link #validate}: ids are contiguous from 0; each batch begins where
 * the one before ends, the first at {@code [minimum]}, the last ending at {@code upper}; no batch
 * is compacted further than {@code since}; a level has a merge iff it is full. Batches get older
 * from level 0 up, and within a level from the second to the first.
 */
public final class Spine {

  private final Frontier since;
  private final Frontier upper;
  private final long nextId;
  private final List<Level> levels;

  Spine(Frontier since, Frontier upper, long nextId, List<Level> levels) {
    this.since = since;
    this.upper = upper;
    this.nextId = nextId;
    this.levels = List.copyOf(levels);
  }

  /** The spine of a new shard. */
  public static Spine empty(TimeDomain domain) {
    Frontier minimum = Frontier.minimum(domain);
    return new Spine(minimum, minimum, 0, List.of());
  }

  /** The spine of a finalized shard: one empty batch over all times, closed for everything. */
  public static Spine tombstone(TimeDomain domain) {
    Frontier never = Frontier.empty(domain);
    HollowBatch all = HollowBatch.empty(new Description(Frontier.minimum(domain), never, never));
    SpineBatch batch = inserted(new SpineId(0, 1), all);
    return new Spine(never, never, 1, List.of(Level.single(batch)));
  }

  static SpineBatch inserted(SpineId id, HollowBatch batch) {
    return new SpineBatch(id, batch.desc(), List.of(new SpinePart(id, batch)), Optional.empty());
  }

  public TimeDomain domain() {
    return since.domain();
  }

  /** How far times may have been moved forward. */
  public Frontier since() {
    return since;
  }

  /** The end of the last batch. */
  public Frontier upper() {
    return upper;
  }

  /** The number the next inserted batch gets. */
  long nextId() {
    return nextId;
  }

  /** Level 0 first. */
  List<Level> levels() {
    return levels;
  }

  /** The nodes of the spine, oldest first. */
  public List<SpineBatch> spineBatches() {
    List<SpineBatch> batches = new ArrayList<>();
    for (int i = levels.size() - 1; i >= 0; i--) {
      batches.addAll(levels.get(i).batches());
    }
    return batches;
  }

  /** The registered batches, oldest first. */
  public List<HollowBatch> batches() {
    List<HollowBatch> batches = new ArrayList<>();
    for (SpineBatch spineBatch : spineBatches()) {
      for (SpinePart part : spineBatch.parts()) {
        batches.add(part.batch());
      }
    }
    return batches;
  }

  /** The newest registered batch of which {@code wanted} holds; looks at the newest first. */
  public Optional<HollowBatch> newest(Predicate<HollowBatch> wanted) {
    List<SpineBatch> batches = spineBatches();
    for (int i = batches.size() - 1; i >= 0; i--) {
      List<SpinePart> parts = batches.get(i).parts();
      for (int j = parts.size() - 1; j >= 0; j--) {
        if (wanted.test(parts.get(j).batch())) {
          return Optional.of(parts.get(j).batch());
        }
      }
    }
    return Optional.empty();
  }

  /** The sum over all batches, without closed history: an upper bound of the distinct updates. */
  public long updates() {
    return present().updates();
  }

  /** What it takes to read the present. */
  public PresentSize present() {
    PresentSize sum = PresentSize.NOTHING;
    for (Level level : levels) {
      for (SpineBatch batch : level.batches()) {
        sum = sum.and(batch.present());
      }
    }
    return sum;
  }

  /** Bytes of all batches that live inside the state. */
  public long inlineBytes() {
    long sum = 0;
    for (Level level : levels) {
      for (SpineBatch batch : level.batches()) {
        sum += batch.inlineBytes();
      }
    }
    return sum;
  }

  /**
   * Inserts {@code batch}, which must begin at {@link #upper} and not be over an empty interval.
   *
   * @return the new spine, and what should be compacted because of it
   */
  public Pushed push(HollowBatch batch) {
    Description desc = batch.desc();
    if (!desc.lower().equals(upper) || desc.lower().equals(desc.upper())) {
      throw new IllegalStateException("batch " + desc + " does not extend a spine up to " + upper);
    }
    SpineEdit edit = new SpineEdit(this);
    edit.push(batch);
    return edit.finish();
  }

  /**
   * Works ahead as if updates had arrived: {@code fuel} for each merge in progress or, if there is
   * none, one merge of the lowest levels (spec §5.6).
   */
  public Pushed exert(long fuel) {
    SpineEdit edit = new SpineEdit(this);
    edit.exert(fuel);
    return edit.finish();
  }

  /**
   * Puts a compacted batch in the place of its inputs, if they are still there.
   *
   * @throws io.travertine.persist.error.PoisonedException if updates would be lost or made up: the
   *     sums of diffs differ
   */
  public Merged apply(MergeResult result) {
    return MergeApplication.apply(this, result);
  }

  /** The spine outcome of {@link #push} and {@link #exert}. */
  public record Pushed(Spine spine, List<MergeRequest> requests) {}

  /**
   * The spine outcome of {@link #apply}.
   *
   * @param spine with the output, or without the claim to make it
   * @param forgotten runs of the output that were left out, because the since has passed them
   */
  public record Merged(Spine spine, MergeOutcome outcome, Set<RunId> forgotten) {

    public Merged {
      forgotten = Set.copyOf(forgotten);
    }
  }

  /** The same batches with a later since, without the closed history that it has passed. */
  public Spine downgradedTo(Frontier newSince) {
    if (!since.lessEqual(newSince)) {
      throw new IllegalStateException("since would go back from " + since + " to " + newSince);
    }
    if (newSince.equals(since)) {
      return this;
    }
    List<Level> left = new ArrayList<>();
    for (Level level : levels) {
      List<SpineBatch> batches =
          level.batches().stream().map(batch -> batch.forgettingUntil(newSince)).toList();
      left.add(batches.equals(level.batches()) ? level : new Level(batches, level.merge()));
    }
    return new Spine(newSince, upper, nextId, left).checked();
  }

  /** Marks the spine batch {@code id} as being compacted; nothing if there is none such. */
  public Spine claim(SpineId id, Claim by) {
    return replace(batch -> batch.id().equals(id), batch -> batch.claimedBy(by));
  }

  /** Takes the mark from the spine batch {@code id}; nothing if there is none such. */
  public Spine unclaimed(SpineId id) {
    return replace(
        batch -> batch.id().equals(id) && batch.claim().isPresent(),
        batch -> batch.redescribed(batch.desc(), Optional.empty()));
  }

  /**
   * The compactions nobody claimed at or after {@code startMillis}, the one with most parts first.
   */
  public List<MergeRequest> uncompacted(long startMillis) {
    return spineBatches().stream()
        .filter(batch -> batch.isUncompacted(startMillis))
        .sorted(Comparator.comparingInt((SpineBatch batch) -> batch.parts().size()).reversed())
        .map(SpineBatch::request)
        .toList();
  }

  /**
   * The first of {@link #uncompacted} of which {@code worth} holds: the one of most parts; of
   * several, the oldest.
   */
  public Optional<MergeRequest> neediest(long startMillis, Predicate<SpineBatch> worth) {
    Optional<SpineBatch> found = Optional.empty();
    for (int i = levels.size() - 1; i >= 0; i--) {
      for (SpineBatch batch : levels.get(i).batches()) {
        boolean more = found.isEmpty() || batch.parts().size() > found.get().parts().size();
        if (more && batch.isUncompacted(startMillis) && worth.test(batch)) {
          found = Optional.of(batch);
        }
      }
    }
    return found.map(SpineBatch::request);
  }

  /** Drops the updates of one part; for finalization. */
  public Spine emptied(SpineId part) {
    return replace(
        batch -> batch.id().covers(part),
        batch -> {
          List<SpinePart> parts = new ArrayList<>();
          for (SpinePart each : batch.parts()) {
            parts.add(
                each.id().equals(part)
                    ? new SpinePart(part, HollowBatch.empty(each.batch().desc()))
                    : each);
          }
          return new SpineBatch(batch.id(), batch.desc(), parts, batch.claim());
        });
  }

  Spine replace(Predicate<SpineBatch> wanted, UnaryOperator<SpineBatch> change) {
    for (int i = 0; i < levels.size(); i++) {
      List<SpineBatch> batches = levels.get(i).batches();
      for (int j = 0; j < batches.size(); j++) {
        if (wanted.test(batches.get(j))) {
          List<SpineBatch> changed = new ArrayList<>(batches);
          changed.set(j, change.apply(batches.get(j)));
          List<Level> all = new ArrayList<>(levels);
          all.set(i, new Level(changed, levels.get(i).merge()));
          return new Spine(since, upper, nextId, all).checked();
        }
      }
    }
    return this;
  }

  /** The durable form. */
  public FlatSpine flatten() {
    return FlatSpine.of(this);
  }

  /**
   * The spine with the durable form {@code flat}.
   *
   * @throws io.travertine.persist.error.CorruptException if it breaks an invariant
   */
  public static Spine unflatten(FlatSpine flat) {
    return flat.unflatten();
  }

  /**
   * Checks every invariant.
   *
   * @throws IllegalStateException if one does not hold
   */
  public void validate() {
    SpineInvariants.check(this);
  }

  Spine checked() {
    assert SpineInvariants.hold(this);
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Spine that
            && nextId == that.nextId
            && since.equals(that.since)
            && upper.equals(that.upper)
            && levels.equals(that.levels);
  }

  @Override
  public int hashCode() {
    return Objects.hash(since, upper, nextId);
  }

  @Override
  public String toString() {
    return "since " + since + " upper " + upper + " " + spineBatches();
  }
}
