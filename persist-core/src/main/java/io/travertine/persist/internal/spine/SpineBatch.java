package io.travertine.persist.internal.spine;

import io.travertine.persist.time.Description;
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
  private final long updates;
  private final long inlineBytes;

  SpineBatch(SpineId id, Description desc, List<SpinePart> parts, Optional<Claim> claim) {
    this.id = id;
    this.desc = desc;
    this.parts = List.copyOf(parts);
    this.claim = claim;
    long updatesSum = 0;
    long inlineSum = 0;
    for (SpinePart part : parts) {
      updatesSum += part.batch().updates();
      inlineSum += part.batch().inlineBytes();
    }
    this.updates = updatesSum;
    this.inlineBytes = inlineSum;
  }

  private SpineBatch(
      SpineId id,
      Description desc,
      List<SpinePart> parts,
      Optional<Claim> claim,
      long updates,
      long inlineBytes) {
    this.id = id;
    this.desc = desc;
    this.parts = List.copyOf(parts);
    this.claim = claim;
    this.updates = updates;
    this.inlineBytes = inlineBytes;
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
        first.updates + second.updates,
        first.inlineBytes + second.inlineBytes);
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

  /** The sum over its parts. */
  public long updates() {
    return updates;
  }

  /** Bytes of its parts that live inside the state. */
  public long inlineBytes() {
    return inlineBytes;
  }

  /** Whether there is nothing to gain by compacting it: one part of at most one run. */
  public boolean isCompact() {
    return parts.size() == 1 && parts.get(0).batch().runs().size() <= 1;
  }

  SpineBatch claimedBy(Claim by) {
    return redescribed(desc, Optional.of(by));
  }

  /** The same parts, otherwise described or claimed. */
  SpineBatch redescribed(Description other, Optional<Claim> by) {
    return new SpineBatch(id, other, parts, by, updates, inlineBytes);
  }

  /** The request to compact it. */
  MergeRequest request() {
    return new MergeRequest(id, desc, parts);
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
        + updates
        + claim.map(by -> " claimed at " + by.startMillis()).orElse("");
  }
}
