package io.travertine.persist.internal.spine;

import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One change of the shape of a spine (spec §5.2, §5.3, §5.6). Used by one thread, once.
 *
 * <p>The tree behaves like a binary counter. A merge is fuelled by later insertions in proportion
 * to their size, so no single insertion completes a large one; levels are only forced together
 * below a batch that is larger than all of them.
 */
final class SpineEdit {

  /** Updates of progress that each level makes per inserted update. */
  private static final long FUEL_PER_UPDATE = 8;

  private static final int LEVEL_MAX = 58;

  private final Frontier since;
  private Frontier upper;
  private long nextId;
  private final List<Level> levels;
  private final List<MergeRequest> requests = new ArrayList<>();

  SpineEdit(Spine spine) {
    this.since = spine.since();
    this.upper = spine.upper();
    this.nextId = spine.nextId();
    this.levels = new ArrayList<>(spine.levels());
  }

  Spine.Pushed finish() {
    while (!levels.isEmpty() && levels.get(levels.size() - 1).isVacant()) {
      levels.remove(levels.size() - 1);
    }
    return new Spine.Pushed(
        new Spine(since, upper, nextId, levels).checked(), withoutCovered(requests));
  }

  void push(HollowBatch batch) {
    upper = batch.desc().upper();
    SpineBatch inserted = Spine.inserted(new SpineId(nextId, nextId + 1), batch);
    nextId++;
    int lowest = lowestOccupied(0);
    if (batch.isEmpty()
        && lowest < levels.size()
        && levels.get(lowest).isSingle()
        && levels.get(lowest).batches().get(0).isEmpty()) {
      insertAt(lowest, inserted);
      Optional<SpineBatch> fused = completeAt(lowest);
      fused.ifPresent(one -> levels.set(lowest, Level.single(one)));
      return;
    }
    int level = levelOf(batch.updates());
    applyFuel(FUEL_PER_UPDATE << level);
    rollUp(level);
    insertAt(level, inserted);
    tidy();
  }

  void exert(long fuel) {
    tidy();
    int lowest = lowestOccupied(0);
    boolean merging = levels.stream().anyMatch(Level::isFull);
    if (merging) {
      applyFuel(fuel);
    } else if (lowestOccupied(lowest + 1) < levels.size()) {
      rollUp(Math.max(levelOf(fuel), lowestOccupied(lowest + 1)));
    }
    tidy();
  }

  /** The level whose batches nominally have {@code updates}: log2 of the next power of two. */
  static int levelOf(long updates) {
    return updates <= 1
        ? 0
        : Math.min(LEVEL_MAX, Long.SIZE - Long.numberOfLeadingZeros(updates - 1));
  }

  private int lowestOccupied(int from) {
    int level = from;
    while (level < levels.size() && levels.get(level).isVacant()) {
      level++;
    }
    return level;
  }

  /** Gives each merge in progress its own {@code fuel}; a result may start, and fuel, the next. */
  private void applyFuel(long fuel) {
    int count = levels.size();
    for (int i = 0; i < count; i++) {
      Level level = levels.get(i);
      if (level.merge().isPresent()) {
        FuelingMerge merge = level.merge().get();
        long remaining = merge.remainingWork() - Math.min(fuel, merge.remainingWork());
        levels.set(
            i, new Level(level.batches(), Optional.of(new FuelingMerge(merge.since(), remaining))));
        if (remaining == 0) {
          carry(i);
        }
      }
    }
  }

  /** Forces everything below {@code target} together into it, and leaves room there for one. */
  private void rollUp(int target) {
    while (levels.size() <= target) {
      levels.add(Level.VACANT);
    }
    if (lowestOccupied(0) < target) {
      Optional<SpineBatch> carried = Optional.empty();
      for (int i = 0; i < target; i++) {
        if (carried.isPresent()) {
          insertAt(i, carried.get());
        }
        carried = completeAt(i);
      }
      if (carried.isPresent()) {
        insertAt(target, carried.get());
      }
    }
    if (levels.get(target).isFull()) {
      carry(target);
    }
  }

  private void carry(int level) {
    Optional<SpineBatch> complete = completeAt(level);
    if (complete.isPresent()) {
      insertAt(level + 1, complete.get());
    }
  }

  private void insertAt(int index, SpineBatch batch) {
    while (levels.size() <= index) {
      levels.add(Level.VACANT);
    }
    // Fuelling normally has emptied a full level by now; compaction and tidying can upset that.
    if (levels.get(index).isFull()) {
      carry(index);
    }
    Level level = levels.get(index);
    if (level.isVacant()) {
      levels.set(index, Level.single(batch));
      return;
    }
    SpineBatch older = level.batches().get(0);
    Frontier mergeSince = older.desc().since().join(batch.desc().since()).join(since);
    levels.set(
        index,
        new Level(
            List.of(older, batch),
            Optional.of(new FuelingMerge(mergeSince, older.updates() + batch.updates()))));
  }

  /** Takes what the level holds, merged into one. */
  private Optional<SpineBatch> completeAt(int index) {
    Level level = levels.get(index);
    levels.set(index, Level.VACANT);
    if (level.merge().isEmpty()) {
      return level.batches().stream().findFirst();
    }
    SpineBatch first = level.batches().get(0);
    SpineBatch second = level.batches().get(1);
    Description desc =
        new Description(first.desc().lower(), second.desc().upper(), mergeSince(level));
    if (first.isEmpty() && second.isEmpty()) {
      return Optional.of(Spine.inserted(first.id().through(second.id()), HollowBatch.empty(desc)));
    }
    SpineBatch merged = SpineBatch.merged(first, second, desc);
    requests.add(merged.request());
    return Optional.of(merged);
  }

  /** That of the merge's beginning, unless closed history was forgotten since then. */
  private static Frontier mergeSince(Level level) {
    Frontier latest = level.merge().orElseThrow().since();
    for (SpineBatch batch : level.batches()) {
      latest = latest.join(batch.desc().since());
    }
    return latest;
  }

  /** Draws a top batch that has become small down to the level it belongs to. */
  void tidy() {
    int top = levels.size() - 1;
    if (top < 0 || !levels.get(top).isSingle()) {
      return;
    }
    int appropriate = levelOf(levels.get(top).batches().get(0).updates());
    while (appropriate < top) {
      Level below = levels.get(top - 1);
      if (below.isFull()) {
        return;
      }
      if (below.isSingle()) {
        if (weightBelow(top - 1) <= (1L << levels.size()) / 8) {
          levels.remove(top - 1);
          insertAt(top - 1, below.batches().get(0));
        }
        return;
      }
      levels.remove(top - 1);
      top--;
    }
  }

  private long weightBelow(int level) {
    long weight = 0;
    for (int i = 0; i < level; i++) {
      weight += (long) levels.get(i).batches().size() << i;
    }
    return weight;
  }

  private static List<MergeRequest> withoutCovered(List<MergeRequest> requests) {
    if (requests.size() <= 1) {
      return List.copyOf(requests);
    }
    List<MergeRequest> kept = new ArrayList<>();
    for (MergeRequest request : requests) {
      boolean covered =
          requests.stream()
              .anyMatch(
                  other ->
                      other != request
                          && other.id().covers(request.id())
                          && other.desc().since().equals(request.desc().since()));
      if (!covered) {
        kept.add(request);
      }
    }
    return List.copyOf(kept);
  }
}
