package io.travertine.persist.internal.spine;

import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One node of the spine: batches that count as merged, whether or not they have been compacted
 * already. Immutable.
 */
public final class SpineBatch {

  private final SpineId id;
  private final Description desc;
  private final List<SpinePart> parts;
  private final Optional<Claim> claim;
  private final PresentSize present;
  private final long inlineBytes;
  private final InputCounts counts;

  SpineBatch(SpineId id, Description desc, List<SpinePart> parts, Optional<Claim> claim) {
    this.id = id;
    this.desc = desc;
    this.parts = List.copyOf(parts);
    this.claim = claim;
    PresentSize presentSum = PresentSize.NOTHING;
    long inlineSum = 0;
    for (SpinePart part : parts) {
      presentSum = presentSum.and(PresentSize.of(part.batch()));
      inlineSum += part.batch().inlineBytes();
    }
    this.present = presentSum;
    this.inlineBytes = inlineSum;
    this.counts = InputCounts.of(parts);
  }

  private SpineBatch(
      SpineId id,
      Description desc,
      List<SpinePart> parts,
      Optional<Claim> claim,
      PresentSize present,
      long inlineBytes,
      InputCounts counts) {
    this.id = id;
    this.desc = desc;
    this.parts = List.copyOf(parts);
    this.claim = claim;
    this.present = present;
    this.inlineBytes = inlineBytes;
    this.counts = counts;
  }

  /** The parts of both as one batch. */
  static SpineBatch merged(SpineBatch first, SpineBatch second, Description desc) {
    List<SpinePart> both = new ArrayList<>(first.parts.size() + second.parts.size());
    both.addAll(first.parts);
    both.addAll(second.parts);
    return new SpineBatch(
        first.id.through(second.id),
        desc,
        both,
        Optional.empty(),
        first.present.and(second.present),
        first.inlineBytes + second.inlineBytes,
        first.counts.and(second.counts));
  }

  public SpineId id() {
    return id;
  }

  /** What it covers; its since is what compaction may reach, its parts may be behind. */
  public Description desc() {
    return desc;
  }

  /** The registered batches, contiguous, oldest first, not empty. */
  public List<SpinePart> parts() {
    return parts;
  }

  /** Who is compacting it, if anybody. */
  public Optional<Claim> claim() {
    return claim;
  }

  /** The sum over its parts, without closed history. */
  public long updates() {
    return present.updates();
  }

  /** What it takes to read what is left of it. */
  public PresentSize present() {
    return present;
  }

  /** Whether it only moves frontiers: there is not even closed history in it. */
  public boolean isEmpty() {
    for (SpinePart part : parts) {
      if (!part.batch().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** Bytes of its parts that live inside the state. */
  public long inlineBytes() {
    return inlineBytes;
  }

  /** What its compaction would have to read. */
  public InputCounts counts() {
    return counts;
  }

  /** Whether there is nothing to gain by compacting it: one part, of at most one present run. */
  public boolean isCompact() {
    return parts.size() == 1 && present.runs() <= 1;
  }

  /** Whether there is, and nobody began to at or after {@code startMillis}. */
  boolean isUncompacted(long startMillis) {
    return !isCompact() && (claim.isEmpty() || claim.get().startMillis() < startMillis);
  }

  /** The batch without the closed history that {@code since} has passed. */
  SpineBatch forgettingUntil(Frontier since) {
    List<SpinePart> kept = new ArrayList<>(parts.size());
    boolean forgets = false;
    for (SpinePart part : parts) {
      HollowBatch batch = part.batch().forgettingUntil(since);
      forgets |= batch != part.batch();
      kept.add(batch == part.batch() ? part : new SpinePart(part.id(), batch));
    }
    if (!forgets) {
      return this;
    }
    Description later = new Description(desc.lower(), desc.upper(), desc.since().join(since));
    return new SpineBatch(id, later, kept, claim);
  }

  SpineBatch claimedBy(Claim by) {
    return redescribed(desc, Optional.of(by));
  }

  /** The same parts, otherwise described or claimed. */
  SpineBatch redescribed(Description other, Optional<Claim> by) {
    return new SpineBatch(id, other, parts, by, present, inlineBytes, counts);
  }

  /** The request to compact it. */
  MergeRequest request() {
    return new MergeRequest(id, desc, parts, counts);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof SpineBatch that
            && id.equals(that.id)
            && desc.equals(that.desc)
            && claim.equals(that.claim)
            && parts.equals(that.parts);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, desc, claim);
  }

  @Override
  public String toString() {
    return "["
        + id
        + "]"
        + desc
        + " "
        + parts.size()
        + "/"
        + present.updates()
        + claim.map(by -> " claimed at " + by.startMillis()).orElse("");
  }
}
