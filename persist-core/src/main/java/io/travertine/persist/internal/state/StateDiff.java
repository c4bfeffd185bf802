package io.travertine.persist.internal.state;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.PartKey;
import io.travertine.persist.internal.batch.RollupKey;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.spine.Change;
import io.travertine.persist.internal.spine.SpineId;
import io.travertine.persist.time.TimeDomain;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What makes one version of a state of the one before it; the value of one Consensus entry (spec
 * §3.4).
 *
 * @param latestRollup the newest rollup linked in the version produced, so that who knows only the
 *     latest diff can find it
 * @param hostname forced on application, never checked
 */
public record StateDiff(
    BuildVersion applierVersion,
    SeqNo from,
    SeqNo to,
    long walltimeMillis,
    String hostname,
    RollupKey latestRollup,
    Changes changes) {

  public StateDiff {
    if (!to.equals(from.next())) {
      throw new IllegalArgumentException("diff from " + from + " to " + to);
    }
  }

  /** What makes {@code after}, the next version, of {@code before}. */
  public static StateDiff between(State before, State after) {
    RollupKey latest =
        after
            .latestRollup()
            .map(HollowRollup::key)
            .orElseThrow(() -> new IllegalStateException("no rollup in " + after.seqNo()));
    return new StateDiff(
        after.applierVersion(),
        before.seqNo(),
        after.seqNo(),
        after.walltimeMillis(),
        after.hostname(),
        latest,
        Changes.between(before.contents(), after.contents()));
  }

  /** The diff that creates a shard, whose first version is {@code first}. */
  public static StateDiff creating(State first) {
    return between(
        State.unborn(first.shard(), first.codecs(), first.applierVersion(), first.hostname()),
        first);
  }

  /**
   * The version after {@code before}; {@code before} itself if it is that version already.
   *
   * @throws CorruptException if {@code before} is not what the diff was computed on
   */
  public State applyTo(State before) {
    if (before.seqNo().equals(to)) {
      return before;
    }
    if (!before.seqNo().equals(from)) {
      throw new CorruptException(
          "diff from " + from + " does not apply to " + before.shard() + " at " + before.seqNo());
    }
    return new State(
        before.shard(),
        before.codecs(),
        applierVersion,
        to,
        walltimeMillis,
        hostname,
        changes.applyTo(before.contents()));
  }

  /** For assertions: whether the diff, also encoded, makes {@code after} of {@code before}. */
  boolean reproduces(State before, State after) {
    StateDiff decoded = decode(encode(), before.domain());
    return equals(decoded) && decoded.applyTo(before).equals(after);
  }

  /** Its bytes, framed with format version and checksum; equal diffs have equal bytes. */
  public byte[] encode() {
    return DiffCodec.encode(this);
  }

  /**
   * The diff encoded as {@code bytes}.
   *
   * @throws CorruptException if the bytes are not what {@link #encode} gave
   * @throws io.travertine.persist.error.FormatTooNewException if a newer release wrote them
   */
  public static StateDiff decode(byte[] bytes, TimeDomain domain) {
    return DiffCodec.decode(bytes, domain);
  }

  /**
   * The newest rollup named by the diff encoded as {@code bytes}, without knowing the shard's
   * times.
   *
   * @throws CorruptException if the bytes are not what {@link #encode} gave
   * @throws io.travertine.persist.error.FormatTooNewException if a newer release wrote them
   */
  public static RollupKey latestRollup(byte[] bytes) {
    return DiffCodec.latestRollup(bytes);
  }

  /** Whether nothing but the version changes. */
  public boolean isEmpty() {
    return changes.lastGcRequest().isEmpty()
        && changes.rollups().isEmpty()
        && changes.activeRollup().isEmpty()
        && changes.activeGc().isEmpty()
        && changes.leasedReaders().isEmpty()
        && changes.criticalReaders().isEmpty()
        && changes.writers().isEmpty()
        && changes.schemas().isEmpty()
        && changes.trace().isEmpty();
  }

  /**
   * Part blobs that the version before referred to and the one after does not, for garbage
   * collection. A batch that is only rewritten may keep some of its parts.
   */
  public Set<PartKey> dereferencedParts() {
    Set<PartKey> parts = new LinkedHashSet<>();
    for (Change<SpineId, HollowBatch> change : changes.trace().hollow()) {
      change.before().ifPresent(batch -> collect(batch, parts));
    }
    Set<PartKey> kept = new LinkedHashSet<>();
    for (Change<SpineId, HollowBatch> change : changes.trace().hollow()) {
      change.after().ifPresent(batch -> collect(batch, kept));
    }
    parts.removeAll(kept);
    return parts;
  }

  /** Rollups that the version before referred to and the one after does not. */
  public List<RollupKey> dereferencedRollups() {
    return changes.rollups().stream()
        .filter(
            change ->
                !change
                    .before()
                    .map(HollowRollup::key)
                    .equals(change.after().map(HollowRollup::key)))
        .map(Change::before)
        .flatMap(Optional::stream)
        .map(HollowRollup::key)
        .toList();
  }

  /** Parts that the version after refers to and the one before did not. */
  public List<Part> introducedParts() {
    Set<PartKey> before = new LinkedHashSet<>();
    for (Change<SpineId, HollowBatch> change : changes.trace().hollow()) {
      change.before().ifPresent(batch -> collect(batch, before));
    }
    return changes.trace().hollow().stream()
        .flatMap(change -> change.after().stream())
        .flatMap(batch -> batch.parts().stream())
        .filter(part -> part.blob().map(key -> !before.contains(key)).orElse(true))
        .toList();
  }

  /** Rollups that the version after refers to and the one before did not. */
  public List<HollowRollup> introducedRollups() {
    return changes.rollups().stream()
        .filter(
            change ->
                !change
                    .before()
                    .map(HollowRollup::key)
                    .equals(change.after().map(HollowRollup::key)))
        .flatMap(change -> change.after().stream())
        .toList();
  }

  private static void collect(HollowBatch batch, Set<PartKey> into) {
    for (Run run : batch.runs()) {
      for (Part part : run.parts()) {
        part.blob().ifPresent(into::add);
      }
    }
  }
}
