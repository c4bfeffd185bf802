package io.travertine.persist.internal.spine;

import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import java.util.List;
import java.util.function.Predicate;

/** What holds of every spine (spec §5.1). */
final class SpineInvariants {

  private SpineInvariants() {}

  /** For assertions: true, or an exception that says why not. */
  static boolean hold(Spine spine) {
    check(spine);
    return true;
  }

  static void check(Spine spine) {
    check(spine, batch -> true);
  }

  /** Looks only into the batches that are {@code suspect}. */
  static void check(Spine spine, Predicate<SpineBatch> suspect) {
    long nextId = 0;
    Frontier next = Frontier.minimum(spine.domain());
    for (SpineBatch batch : spine.spineBatches()) {
      require(batch.id().lo() == nextId, spine, "batch ids are not contiguous at", batch);
      require(batch.desc().lower().equals(next), spine, "times are not contiguous at", batch);
      require(
          batch.desc().since().lessEqual(spine.since()), spine, "since is before that of", batch);
      if (suspect.test(batch)) {
        checkParts(spine, batch);
      }
      nextId = batch.id().hi();
      next = batch.desc().upper();
    }
    require(nextId == spine.nextId(), spine, "the next batch is not number", nextId);
    require(next.equals(spine.upper()), spine, "the last batch does not end at", spine.upper());
    for (Level level : spine.levels()) {
      require(level.isVacant() || !level.isFull() || adjacent(level), spine, "bad level", level);
    }
    require(
        spine.levels().isEmpty() || !spine.levels().get(spine.levels().size() - 1).isVacant(),
        spine,
        "vacant top level",
        spine.levels().size());
  }

  private static boolean adjacent(Level level) {
    return level.batches().get(0).id().hi() == level.batches().get(1).id().lo();
  }

  private static void checkParts(Spine spine, SpineBatch batch) {
    List<SpinePart> parts = batch.parts();
    require(!parts.isEmpty(), spine, "no parts in", batch);
    long nextId = batch.id().lo();
    Frontier next = batch.desc().lower();
    for (SpinePart part : parts) {
      Description desc = part.batch().desc();
      require(part.id().lo() == nextId, spine, "part ids are not contiguous in", batch);
      require(desc.lower().equals(next), spine, "part times are not contiguous in", batch);
      require(desc.since().lessEqual(batch.desc().since()), spine, "a part is ahead of", batch);
      nextId = part.id().hi();
      next = desc.upper();
    }
    require(nextId == batch.id().hi(), spine, "part ids do not fill", batch);
    require(next.equals(batch.desc().upper()), spine, "part times do not fill", batch);
  }

  private static void require(boolean holds, Spine spine, String what, Object where) {
    if (!holds) {
      throw new IllegalStateException(what + " " + where + " in spine " + spine);
    }
  }
}
