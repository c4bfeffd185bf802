package io.travertine.persist.internal.batch;

import io.travertine.persist.time.Description;
import java.util.List;

/**
 * A batch as state knows it: what it covers and where its updates are (spec §3.2).
 *
 * @param updates the sum over its runs: an upper bound of the distinct ones
 * @param runs empty iff the batch only moves frontiers
 */
public record HollowBatch(Description desc, long updates, List<Run> runs) {

  public HollowBatch {
    runs = List.copyOf(runs);
    long sum = 0;
    for (Run run : runs) {
      sum += run.updates();
    }
    if (sum != updates) {
      throw new IllegalArgumentException(
          "batch " + desc + " says " + updates + " updates, its runs say " + sum);
    }
  }

  /** The batch of these runs. */
  public static HollowBatch of(Description desc, List<Run> runs) {
    return new HollowBatch(desc, runs.stream().mapToLong(Run::updates).sum(), runs);
  }

  /** A batch that only moves frontiers. */
  public static HollowBatch empty(Description desc) {
    return new HollowBatch(desc, 0, List.of());
  }

  public boolean isEmpty() {
    return runs.isEmpty();
  }

  /** How many parts its runs have together. */
  public int partCount() {
    int count = 0;
    for (Run run : runs) {
      count += run.parts().size();
    }
    return count;
  }

  /** All parts, run by run. */
  public List<Part> parts() {
    return runs.stream().flatMap(run -> run.parts().stream()).toList();
  }

  /** Bytes of it that live inside the state. */
  public long inlineBytes() {
    long sum = 0;
    for (Run run : runs) {
      for (Part part : run.parts()) {
        sum += part.inlineBytes();
      }
    }
    return sum;
  }

  /** The same runs under another description. */
  public HollowBatch describedAs(Description other) {
    return new HollowBatch(other, updates, runs);
  }
}
