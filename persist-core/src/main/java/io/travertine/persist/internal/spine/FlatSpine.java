package io.travertine.persist.internal.spine;

import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    return map(nodes(spine, Spine.empty(spine.since().domain())));
  }

  static NavigableMap<SpineId, FuelingMerge> merges(Spine spine) {
    return map(merges(spine, Spine.empty(spine.since().domain())));
  }

  private static <V> NavigableMap<SpineId, V> map(List<Map.Entry<SpineId, V>> rows) {
    NavigableMap<SpineId, V> map = new TreeMap<>();
    rows.forEach(row -> map.put(row.getKey(), row.getValue()));
    return map;
  }

  /** The batches of {@code spine}, oldest first, but for levels that {@code other} shares. */
  static List<SpineBatch> batches(Spine spine, Spine other) {
    List<SpineBatch> batches = new ArrayList<>();
    for (int i = spine.levels().size() - 1; i >= 0; i--) {
      Level level = spine.levels().get(i);
      if (!isAt(other, i, level)) {
        batches.addAll(level.batches());
      }
    }
    return batches;
  }

  /** Those of {@code spine} by their ids, but for levels that {@code other} shares. */
  static List<Map.Entry<SpineId, Node>> nodes(Spine spine, Spine other) {
    List<Map.Entry<SpineId, Node>> nodes = new ArrayList<>();
    for (int i = spine.levels().size() - 1; i >= 0; i--) {
      Level level = spine.levels().get(i);
      if (isAt(other, i, level)) {
        continue;
      }
      for (SpineBatch batch : level.batches()) {
        nodes.add(Map.entry(batch.id(), new Node(i, batch.desc(), batch.claim())));
      }
    }
    return nodes;
  }

  /** Those of {@code spine} by their ids, but for levels that {@code other} shares. */
  static List<Map.Entry<SpineId, FuelingMerge>> merges(Spine spine, Spine other) {
    List<Map.Entry<SpineId, FuelingMerge>> merges = new ArrayList<>();
    for (int i = spine.levels().size() - 1; i >= 0; i--) {
      Level level = spine.levels().get(i);
      if (level.merge().isPresent() && !isAt(other, i, level)) {
        merges.add(Map.entry(mergeId(level.batches()), level.merge().get()));
      }
    }
    return merges;
  }

  private static boolean isAt(Spine spine, int i, Level level) {
    return i < spine.levels().size() && spine.levels().get(i) == level;
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
