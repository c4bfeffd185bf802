package io.travertine.persist.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Versions whose answer got lost, until their process has learnt what became of them. If the log
 * lets go of one before, then what it would have linked may stay behind. Used in turns.
 */
final class Doubts {

  private final List<Doubt> open = new ArrayList<>();

  private record Doubt(SimulatedProcess home, String shard, long version, Set<String> links) {}

  void add(SimulatedProcess home, String shard, long version, Set<String> links) {
    open.add(new Doubt(home, shard, version, Set.copyOf(links)));
  }

  /**
   * A command of the process knows what that version is. If there were several that tried to make
   * it, nobody knows which.
   */
  void settled(Home home, String shard, long version) {
    List<Doubt> same =
        open.stream()
            .filter(d -> d.home == home && d.shard.equals(shard) && d.version == version)
            .toList();
    if (same.stream().map(Doubt::links).distinct().count() == 1) {
      open.removeAll(same);
    }
  }

  /**
   * The blobs that may stay behind because versions before {@code until} go. One that links nothing
   * may have refused to link a blob, and does not tell which.
   */
  List<String> truncated(String shard, long until) {
    List<String> excused = new ArrayList<>();
    for (Doubt doubt : List.copyOf(open)) {
      if (doubt.shard.equals(shard) && doubt.version < until) {
        open.remove(doubt);
        excused.addAll(doubt.links);
        if (doubt.links.isEmpty()) {
          doubt.home.excuse();
        }
      }
    }
    return excused;
  }
}
