package io.travertine.persist.internal.spine;

import io.travertine.persist.error.CorruptException;
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
    NavigableMap<SpineId, Node> nodes = new TreeMap<>();
    NavigableMap<SpineId, FuelingMerge> merges = new TreeMap<>();
    for (int i = 0; i < spine.levels().size(); i++) {
      Level level = spine.levels().get(i);
      for (SpineBatch batch : level.batches()) {
        nodes.put(batch.id(), new Node(i, batch.desc(), batch.claim()));
        for (SpinePart part : batch.parts()) {
          hollow.put(part.id(), part.batch());
        }
      }
      if (level.merge().isPresent()) {
        merges.put(mergeId(level.batches()), level.merge().get());
      }
    }
    return new FlatSpine(spine.since(), hollow, nodes, merges);
  }

  static SpineId mergeId(List<SpineBatch> batches) {
    return batches.get(0).id().through(batches.get(1).id());
  }

  Spine unflatten() {
    try {
      Spine spine = rebuild();
      spine.validate();
      return spine;
    } catch (IllegalStateException | IllegalArgumentException broken) {
      throw new CorruptException("spine is not whole: " + broken.getMessage(), broken);
    }
  }

  private Spine rebuild() {
    int levelCount = nodes.isEmpty() ? 0 : nodes.firstEntry().getValue().level() + 1;
    require(levelCount >= 0 && levelCount <= Long.SIZE, "levels out of range:", levelCount);
    List<List<SpineBatch>> byLevel = new ArrayList<>();
    for (int i = 0; i < levelCount; i++) {
      byLevel.add(new ArrayList<>());
    }
    int used = 0;
    int level = levelCount;
    for (Map.Entry<SpineId, Node> entry : nodes.entrySet()) {
      Node node = entry.getValue();
      require(
          node.level() >= 0 && node.level() <= level && node.level() < levelCount,
          "levels rise at",
          entry.getKey());
      level = node.level();
      List<SpinePart> parts = parts(entry.getKey());
      used += parts.size();
      byLevel.get(level).add(new SpineBatch(entry.getKey(), node.desc(), parts, node.claim()));
    }
    require(used == hollow.size(), "batches beyond any node:", hollow.size() - used);
    List<Level> levels = new ArrayList<>();
    int merging = 0;
    for (List<SpineBatch> batches : byLevel) {
      Optional<FuelingMerge> merge =
          batches.size() == 2
              ? Optional.ofNullable(merges.get(mergeId(batches)))
              : Optional.empty();
      merging += merge.isPresent() ? 1 : 0;
      levels.add(new Level(batches, merge));
    }
    require(merging == merges.size(), "merges beyond any level:", merges.size() - merging);
    Frontier upper =
        nodes.isEmpty()
            ? Frontier.minimum(since.domain())
            : nodes.lastEntry().getValue().desc().upper();
    return new Spine(since, upper, nodes.isEmpty() ? 0 : nodes.lastKey().hi(), levels);
  }

  private List<SpinePart> parts(SpineId id) {
    List<SpinePart> parts = new ArrayList<>();
    // From the first range that can begin at lo up to the last that can end at hi.
    for (Map.Entry<SpineId, HollowBatch> entry :
        hollow.tailMap(new SpineId(id.lo(), id.lo() + 1), true).entrySet()) {
      if (!id.covers(entry.getKey())) {
        break;
      }
      parts.add(new SpinePart(entry.getKey(), entry.getValue()));
    }
    return parts;
  }

  private static void require(boolean holds, String what, Object where) {
    if (!holds) {
      throw new IllegalStateException(what + " " + where);
    }
  }
}
