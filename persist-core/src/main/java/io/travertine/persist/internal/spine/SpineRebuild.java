package io.travertine.persist.internal.spine;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * Makes the spine after some changes of its durable form. Spine batches that no change touches are
 * taken over as they are, so that the cost is that of what changes, not that of the spine.
 *
 * <p>Nothing is taken on trust: each old value is checked, every batch must find its place, and the
 * invariants must hold of the outcome.
 */
final class SpineRebuild {

  private final Spine before;
  private final SpineChanges changes;
  private final NavigableMap<SpineId, FlatSpine.Node> nodes;
  private final NavigableMap<SpineId, FuelingMerge> merges;
  private final Map<SpineId, SpineBatch> known = new HashMap<>();
  private final Map<SpineBatch, Boolean> kept = new IdentityHashMap<>();

  private SpineRebuild(Spine before, SpineChanges changes) {
    this.before = before;
    this.changes = changes;
    this.nodes = FlatSpine.nodes(before);
    this.merges = FlatSpine.merges(before);
    for (SpineBatch batch : before.spineBatches()) {
      known.put(batch.id(), batch);
    }
  }

  /**
   * The spine after {@code changes}.
   *
   * @throws CorruptException if {@code before} is not what they change, or what comes out is no
   *     spine
   */
  static Spine apply(Spine before, SpineChanges changes) {
    try {
      return new SpineRebuild(before, changes).rebuilt();
    } catch (IllegalStateException | IllegalArgumentException broken) {
      throw new CorruptException("spine is not whole: " + broken.getMessage(), broken);
    }
  }

  private Spine rebuilt() {
    Frontier since = Replaced.apply(changes.since(), before.since(), "since");
    Change.apply(changes.nodes(), nodes);
    Change.apply(changes.merges(), merges);
    Map<SpineId, List<Change<SpineId, HollowBatch>>> byNode = changesByNode();
    List<List<SpineBatch>> byLevel = new ArrayList<>();
    int parts = 0;
    for (Map.Entry<SpineId, FlatSpine.Node> entry : nodes.descendingMap().entrySet()) {
      SpineBatch batch =
          batch(entry.getKey(), entry.getValue(), byNode.getOrDefault(entry.getKey(), List.of()));
      parts += batch.parts().size();
      add(batch, entry.getValue().level(), byLevel);
    }
    requirePartsAccountedFor(parts);
    Spine spine = spine(since, levels(byLevel));
    SpineInvariants.check(spine, batch -> !kept.containsKey(batch));
    return spine;
  }

  /** Newest first, so levels may only rise. */
  private static void add(SpineBatch batch, int level, List<List<SpineBatch>> byLevel) {
    if (level < 0 || level > Long.SIZE || level < byLevel.size() - 1) {
      throw new IllegalStateException("batch " + batch.id() + " cannot be on level " + level);
    }
    while (byLevel.size() <= level) {
      byLevel.add(new ArrayList<>());
    }
    byLevel.get(level).add(0, batch);
  }

  private List<Level> levels(List<List<SpineBatch>> byLevel) {
    List<Level> levels = new ArrayList<>();
    int merging = 0;
    for (List<SpineBatch> batches : byLevel) {
      Optional<FuelingMerge> merge =
          batches.size() == 2
              ? Optional.ofNullable(merges.get(FlatSpine.mergeId(batches)))
              : Optional.empty();
      merging += merge.isPresent() ? 1 : 0;
      levels.add(new Level(batches, merge));
    }
    if (merging != merges.size()) {
      throw new IllegalStateException("merges of no level among " + merges.keySet());
    }
    return levels;
  }

  private Spine spine(Frontier since, List<Level> levels) {
    if (nodes.isEmpty()) {
      return new Spine(since, Frontier.minimum(since.domain()), 0, levels);
    }
    Frontier upper = nodes.lastEntry().getValue().desc().upper();
    return new Spine(since, upper, nodes.lastKey().hi(), levels);
  }

  /** The changes of registered batches by the spine batch they are part of afterwards. */
  private Map<SpineId, List<Change<SpineId, HollowBatch>>> changesByNode() {
    Map<SpineId, List<Change<SpineId, HollowBatch>>> byNode = new HashMap<>();
    for (Change<SpineId, HollowBatch> change : changes.hollow()) {
      SpineId node = nodes.floorKey(new SpineId(change.key().lo(), Long.MAX_VALUE));
      if (node != null && node.covers(change.key())) {
        byNode.computeIfAbsent(node, id -> new ArrayList<>()).add(change);
      } else {
        if (change.after().isPresent()) {
          throw new IllegalStateException("batch " + change.key() + " is part of nothing");
        }
        change.requireBefore(
            partsWithin(change.key()).stream()
                .filter(part -> part.id().equals(change.key()))
                .map(SpinePart::batch)
                .findFirst());
      }
    }
    return byNode;
  }

  private SpineBatch batch(
      SpineId id, FlatSpine.Node node, List<Change<SpineId, HollowBatch>> changed) {
    SpineBatch same = known.get(id);
    if (same != null && changed.isEmpty()) {
      if (same.desc().equals(node.desc()) && same.claim().equals(node.claim())) {
        kept.put(same, true);
        return same;
      }
      return same.redescribed(node.desc(), node.claim());
    }
    List<SpinePart> old = same != null ? same.parts() : partsWithin(id);
    return new SpineBatch(id, node.desc(), patched(old, changed), node.claim());
  }

  /** The parts that lie within {@code id} before the changes, oldest first. */
  private List<SpinePart> partsWithin(SpineId id) {
    List<SpinePart> parts = new ArrayList<>();
    for (SpineBatch batch : before.spineBatches()) {
      if (batch.id().hi() > id.lo() && batch.id().lo() < id.hi()) {
        for (SpinePart part : batch.parts()) {
          if (id.covers(part.id())) {
            parts.add(part);
          }
        }
      }
    }
    return parts;
  }

  private static List<SpinePart> patched(
      List<SpinePart> old, List<Change<SpineId, HollowBatch>> changed) {
    if (changed.isEmpty()) {
      return old;
    }
    List<SpinePart> parts = new ArrayList<>();
    int i = 0;
    for (Change<SpineId, HollowBatch> change : changed) {
      while (i < old.size() && old.get(i).id().compareTo(change.key()) < 0) {
        parts.add(old.get(i++));
      }
      Optional<HollowBatch> found = Optional.empty();
      if (i < old.size() && old.get(i).id().equals(change.key())) {
        found = Optional.of(old.get(i++).batch());
      }
      change.requireBefore(found);
      change.after().ifPresent(batch -> parts.add(new SpinePart(change.key(), batch)));
    }
    parts.addAll(old.subList(i, old.size()));
    return parts;
  }

  private void requirePartsAccountedFor(int parts) {
    int expected = 0;
    for (SpineBatch batch : before.spineBatches()) {
      expected += batch.parts().size();
    }
    for (Change<SpineId, HollowBatch> change : changes.hollow()) {
      expected += (change.after().isPresent() ? 1 : 0) - (change.before().isPresent() ? 1 : 0);
    }
    if (parts != expected) {
      throw new IllegalStateException(
          expected + " batches are registered, " + parts + " are part of something");
    }
  }
}
