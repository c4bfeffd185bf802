package io.travertine.persist.internal.spine;

import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The durable form of a spine: maps by id (spec §5.7). What a diff does not mention stays the same,
 * so a diff is a change of these maps.
 *
 * @param hollow the registered batches
 * @param nodes the spine batches; their parts are the registered batches with ids within theirs
 * @param merges the merges in progress, by the ids of both batches together
 */
public record FlatSpine(
    Frontier since,
    NavigableMap<SpineId, HollowBatch> hollow,
    NavigableMap<SpineId, Node> nodes,
    NavigableMap<SpineId, FuelingMerge> merges) {

  /** A spine batch without its parts. */
  public record Node(int level, Description desc, Optional<Claim> claim) {}

  static FlatSpine of(Spine spine) {
    NavigableMap<SpineId, HollowBatch> hollow = new TreeMap<>();
    for (SpineBatch batch : spine.spineBatches()) {
      for (SpinePart part : batch.parts()) {
        hollow.put(part.id(), part.batch());
      }
    }
    return new FlatSpine(spine.since(), hollow, nodes(spine), merges(spine));
  }

  static NavigableMap<SpineId, Node> nodes(Spine spine) {
    NavigableMap<SpineId, Node> nodes = new TreeMap<>();
    for (int i = 0; i < spine.levels().size(); i++) {
      for (SpineBatch batch : spine.levels().get(i).batches()) {
        nodes.put(batch.id(), new Node(i, batch.desc(), batch.claim()));
      }
    }
    return nodes;
  }

  static NavigableMap<SpineId, FuelingMerge> merges(Spine spine) {
    NavigableMap<SpineId, FuelingMerge> merges = new TreeMap<>();
    for (Level level : spine.levels()) {
      if (level.merge().isPresent()) {
        merges.put(mergeId(level.batches()), level.merge().get());
      }
    }
    return merges;
  }

  static SpineId mergeId(List<SpineBatch> batches) {
    return batches.get(0).id().through(batches.get(1).id());
  }

  Spine unflatten() {
    Spine empty = Spine.empty(since.domain());
    SpineChanges all =
        new SpineChanges(
            Replaced.between(empty.since(), since),
            Change.between(List.of(), List.copyOf(hollow.entrySet())),
            Change.between(List.of(), List.copyOf(nodes.entrySet())),
            Change.between(List.of(), List.copyOf(merges.entrySet())));
    return all.applyTo(empty);
  }
}
