package io.travertine.persist.internal.batch;

import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch as state knows it: what it covers and where its updates are (spec §3.2).
 *
 * @param updates the sum over its runs without closed history: an upper bound of the distinct ones
 *     that it takes to read the present
 * @param runs empty iff the batch only moves frontiers
 */
public record HollowBatch(Description desc, long updates, List<Run> runs) {

  public HollowBatch {
    runs = List.copyOf(runs);
    long sum = present(runs);
    if (sum != updates) {
      throw new IllegalArgumentException(
          "batch " + desc + " says " + updates + " updates, its runs say " + sum);
    }
  }

  /** The batch of these runs. */
  public static HollowBatch of(Description desc, List<Run> runs) {
    return new HollowBatch(desc, present(runs), runs);
  }

  private static long present(List<Run> runs) {
    long sum = 0;
    for (Run run : runs) {
      sum += run.isClosed() ? 0 : run.updates();
    }
    return sum;
  }

  /** A batch that only moves frontiers. */
  public static HollowBatch empty(Description desc) {
    return new HollowBatch(desc, 0, List.of());
  }

  public boolean isEmpty() {
    return runs.isEmpty();
  }

  /** The runs that reading the present takes. */
  public List<Run> presentRuns() {
    for (Run run : runs) {
      if (run.isClosed()) {
        return runs.stream().filter(each -> !each.isClosed()).toList();
      }
    }
    return runs;
  }

  /** The runs of closed history. */
  public List<Run> closedRuns() {
    return runs.stream().filter(Run::isClosed).toList();
  }

  /** The batch without the closed history that {@code since} has passed, which it then claims. */
  public HollowBatch forgettingUntil(Frontier since) {
    List<Run> kept = runs.stream().filter(run -> !run.isClosedAt(since)).toList();
    return kept.size() == runs.size()
        ? this
        : HollowBatch.of(
            new Description(desc.lower(), desc.upper(), desc.since().join(since)), kept);
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
    return runs.size() == 1
        ? runs.get(0).parts()
        : runs.stream().flatMap(run -> run.parts().stream()).toList();
  }

  /** Whether all of it travels inside the state, and nothing lies in Blob. */
  public boolean isInline() {
    for (Run run : runs) {
      for (Part part : run.parts()) {
        if (part.blob().isPresent()) {
          return false;
        }
      }
    }
    return true;
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

  /**
   * The same updates with their times advanced by {@code frontier}, up to {@code upper}: metadata
   * alone (spec §6.4). May be repeated with later frontiers.
   *
   * @throws InvalidUsageException if that could move an update out of the batch, or back
   */
  public HollowBatch rewrittenTo(Frontier frontier, Frontier upper) {
    checkRewrite(frontier, upper);
    List<Run> rewritten = new ArrayList<>(runs.size());
    for (Run run : runs) {
      rewritten.add(run.rewrittenTo(frontier));
    }
    return HollowBatch.of(new Description(desc.lower(), upper, desc.since()), rewritten);
  }

  private void checkRewrite(Frontier frontier, Frontier upper) {
    if (!frontier.domain().isTotal()) {
      throw invalidRewrite("times of a partial order cannot be rewritten");
    }
    if (!frontier.lessThan(upper)) {
      throw invalidRewrite("frontier " + frontier + " is not before the new upper " + upper);
    }
    if (!desc.upper().lessEqual(upper)) {
      throw invalidRewrite("new upper " + upper + " is before the batch's " + desc.upper());
    }
    if (!desc.lower().lessEqual(frontier)) {
      throw invalidRewrite("frontier " + frontier + " is before the batch's lower " + desc.lower());
    }
    if (!desc.since().equals(Frontier.minimum(frontier.domain()))) {
      throw invalidRewrite("the batch's times are blurred up to " + desc.since() + " already");
    }
    for (Part part : parts()) {
      if (part.rewrite().isPresent() && !part.rewrite().get().lessEqual(frontier)) {
        throw invalidRewrite(
            "frontier "
                + frontier
                + " is before that of an earlier rewrite "
                + part.rewrite().get());
      }
    }
  }

  private static InvalidUsageException invalidRewrite(String reason) {
    return new InvalidUsageException(new InvalidUsage.InvalidRewrite(reason));
  }

  /** Bytes of it that lie in blobs. */
  public long storedBytes() {
    long sum = 0;
    for (Run run : runs) {
      for (Part part : run.parts()) {
        sum += part.blob().isPresent() ? part.encodedBytes() : 0;
      }
    }
    return sum;
  }

  /** The same runs under another description. */
  public HollowBatch describedAs(Description other) {
    return new HollowBatch(other, updates, runs);
  }
}
