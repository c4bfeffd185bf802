package io.travertine.persist.internal.batch;

import io.travertine.persist.id.RunId;
import io.travertine.persist.id.SchemaId;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Parts that are sorted as one sequence, if sorted at all.
 *
 * @param order what may be assumed of the order of the updates
 * @param schema the registered schema its parts were written with
 * @param truncated whether the batch was appended under a narrower description than it was built
 *     with: readers must leave out updates beyond the description, and the parts' sums of diffs say
 *     nothing (spec §5.5)
 * @param closedAt present on closed history: the time of its last update, as of which the updates
 *     of each of its rows net to zero. Reads at or after it skip the run, and once the since has
 *     passed it nobody needs the run. Only in total orders
 * @param parts not empty
 */
public record Run(
    RunId id,
    RunOrder order,
    Optional<SchemaId> schema,
    boolean truncated,
    OptionalLong closedAt,
    List<Part> parts) {

  public Run {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a run needs parts: " + id);
    }
  }

  /** Sum of its parts' updates. */
  public long updates() {
    long sum = 0;
    for (Part part : parts) {
      sum += part.summary().updates();
    }
    return sum;
  }

  /** The same run with the times of its parts to be advanced by {@code frontier}. */
  Run rewrittenTo(Frontier frontier) {
    List<Part> rewritten = new ArrayList<>(parts.size());
    for (Part part : parts) {
      rewritten.add(part.rewrittenTo(frontier));
    }
    return new Run(id, order, schema, truncated, closedAt, rewritten);
  }

  /** Whether no time of it is before {@code lower} any more, as all were rewritten. */
  boolean isRewrittenBeyond(Frontier lower) {
    return parts.stream().allMatch(part -> part.rewrite().filter(lower::lessEqual).isPresent());
  }

  /** Whether it is closed history, of which nothing is left at some time. */
  public boolean isClosed() {
    return closedAt.isPresent();
  }

  /** Whether nothing is left of it at {@code asOf} and later. */
  public boolean isClosedAt(Frontier asOf) {
    return closedAt.isPresent() && Frontier.of(asOf.domain(), closedAt.getAsLong()).lessEqual(asOf);
  }

  /** Sum of its parts' sizes as stored, in bytes. */
  public long encodedBytes() {
    long sum = 0;
    for (Part part : parts) {
      sum += part.encodedBytes();
    }
    return sum;
  }

  /** Sum of its parts' diffs modulo 2^64, as written; absent if one is not recorded. */
  public OptionalLong diffsSum() {
    long sum = 0;
    for (Part part : parts) {
      if (part.summary().diffsSum().isEmpty()) {
        return OptionalLong.empty();
      }
      sum += part.summary().diffsSum().getAsLong();
    }
    return OptionalLong.of(sum);
  }

  /** The same run, marked as cut by the description it is appended under. */
  public Run asTruncated() {
    return truncated ? this : new Run(id, order, schema, true, closedAt, parts);
  }
}
