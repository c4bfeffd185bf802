package io.travertine.persist.internal.io;

import io.travertine.persist.data.Consolidator;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Updates;
import io.travertine.persist.time.TimeDomain;
import java.util.Arrays;
import java.util.Optional;

/**
 * Merges sorted runs, so that equal updates meet and cancel each other (spec §7.2). Memory is
 * bounded by one part a run, one chunk, and what is fetched ahead.
 */
final class MergedRows implements SnapshotRows {

  /** Told at once, roughly. */
  private static final long CHUNK_BYTES = 4L << 20;

  private final RunFetches runs;
  private final Consolidator merged;
  private final ShardData data;
  private final Projection columns;
  private final boolean tellsRemainder;
  private boolean closed;

  /**
   * Fetches the first part of every run.
   *
   * @param runs each sorted, with all columns, at the time of the snapshot; closed with this
   * @param columns what is told of them
   * @param tellsRemainder whether retractions of what is not there are told, too
   */
  MergedRows(
      TimeDomain domain,
      RunFetches runs,
      ShardData data,
      Projection columns,
      boolean tellsRemainder) {
    this.runs = runs;
    this.data = data;
    this.columns = columns;
    this.tellsRemainder = tellsRemainder;
    this.merged =
        new Consolidator(domain, data.key(), data.value(), runs.runs(), time -> time, CHUNK_BYTES);
  }

  @Override
  public Optional<Updates> next() {
    while (!closed && merged.hasNext()) {
      Updates chunk = merged.next();
      Updates told = tellsRemainder ? chunk : withoutRetractions(chunk);
      if (!told.isEmpty()) {
        return Optional.of(projected(told));
      }
    }
    return Optional.empty();
  }

  private static Updates withoutRetractions(Updates chunk) {
    if (!chunk.hasRetractions()) {
      return chunk;
    }
    int[] rows = new int[chunk.length()];
    int kept = 0;
    for (int row = 0; row < rows.length; row++) {
      if (chunk.diffs()[row] > 0) {
        rows[kept++] = row;
      }
    }
    return chunk.gather(rows, 0, kept);
  }

  private Updates projected(Updates chunk) {
    return new Updates(
        chunk.keys().project(columns.keyPositions(data.key())),
        chunk.values().project(columns.valuePositions(data.value())),
        Arrays.copyOf(chunk.times(), chunk.length()),
        Arrays.copyOf(chunk.diffs(), chunk.length()));
  }

  @Override
  public void close() {
    closed = true;
    runs.close();
  }
}
