package io.travertine.persist.internal.spine;

import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What differs between the durable forms of two spines, each list in the order of ids. Finding it
 * costs about as much as what the spines do not share.
 *
 * @param since present iff it differs
 */
public record SpineChanges(
    Optional<Replaced<Frontier>> since,
    List<Change<SpineId, HollowBatch>> hollow,
    List<Change<SpineId, FlatSpine.Node>> nodes,
    List<Change<SpineId, FuelingMerge>> merges) {

  public SpineChanges {
    hollow = List.copyOf(hollow);
    nodes = List.copyOf(nodes);
    merges = List.copyOf(merges);
  }

  /** What makes {@code after} of {@code before}. */
  public static SpineChanges between(Spine before, Spine after) {
    if (before == after) {
      return new SpineChanges(Optional.empty(), List.of(), List.of(), List.of());
    }
    return new SpineChanges(
        Replaced.between(before.since(), after.since()),
        hollowChanges(before, after),
        Change.between(FlatSpine.nodes(before, after), FlatSpine.nodes(after, before)),
        Change.between(FlatSpine.merges(before, after), FlatSpine.merges(after, before)));
  }

  public boolean isEmpty() {
    return since.isEmpty() && hollow.isEmpty() && nodes.isEmpty() && merges.isEmpty();
  }

  /**
   * The spine after the changes.
   *
   * @throws io.travertine.persist.error.CorruptException if what is there is not what they change,
   *     or what comes out is no spine
   */
  public Spine applyTo(Spine before) {
    if (isEmpty()) {
      return before;
    }
    return SpineRebuild.apply(before, this);
  }

  /** Looks only into spine batches that are not the same object in both. */
  private static List<Change<SpineId, HollowBatch>> hollowChanges(Spine before, Spine after) {
    List<SpineBatch> old = FlatSpine.batches(before, after);
    List<SpineBatch> young = FlatSpine.batches(after, before);
    return Change.between(hollow(old, young), hollow(young, old));
  }

  private static List<Map.Entry<SpineId, HollowBatch>> hollow(
      List<SpineBatch> batches, List<SpineBatch> others) {
    List<Map.Entry<SpineId, HollowBatch>> rows = new ArrayList<>();
    for (SpineBatch batch : batches) {
      if (!isAmong(batch, others)) {
        for (SpinePart part : batch.parts()) {
          rows.add(Map.entry(part.id(), part.batch()));
        }
      }
    }
    return rows;
  }

  private static boolean isAmong(SpineBatch batch, List<SpineBatch> others) {
    for (SpineBatch other : others) {
      if (other == batch) {
        return true;
      }
    }
    return false;
  }
}
