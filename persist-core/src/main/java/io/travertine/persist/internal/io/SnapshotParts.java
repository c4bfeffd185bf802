package io.travertine.persist.internal.io;

import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Retractions;
import io.travertine.persist.data.Updates;
import io.travertine.persist.time.Frontier;
import java.util.List;
import java.util.Optional;

/** The parts that make up the contents of a shard at one time, and how to read them. Immutable. */
public final class SnapshotParts {

  private final PartFetcher reader;
  private final ShardData data;
  private final List<RegisteredPart> parts;
  private final int skipped;
  private final ReadFilter.Snapshot filter;

  /**
   * @param skipped how many parts were left out because none of their rows is wanted
   */
  public SnapshotParts(
      PartFetcher reader, ShardData data, List<RegisteredPart> parts, int skipped, Frontier asOf) {
    this.reader = reader;
    this.data = data;
    this.parts = List.copyOf(parts);
    this.skipped = skipped;
    this.filter = new ReadFilter.Snapshot(asOf);
  }

  public Frontier asOf() {
    return filter.asOf();
  }

  /** What is read. */
  public List<RegisteredPart> parts() {
    return parts;
  }

  public int skipped() {
    return skipped;
  }

  /** Which updates are shown, and how. */
  public ReadFilter filter() {
    return filter;
  }

  /** All updates as they lie in their parts. */
  public PartFetches fetches(Projection columns) {
    return fetches(parts, columns);
  }

  /** Starts reading some columns. */
  public Cursor open(Projection columns) {
    return new Cursor(columns);
  }

  private PartFetches fetches(List<RegisteredPart> wanted, Projection columns) {
    return reader.fetches(data, wanted, columns, filter);
  }

  /**
   * The contents, chunk by chunk. Retractions go to a hash first, so memory is bounded by them and
   * not by the contents. Not thread-safe.
   */
  public final class Cursor implements AutoCloseable {

    private final Projection columns;
    private final Retractions retractions = new Retractions(filter.asOf().only());
    private Optional<PartFetches> fetches = Optional.empty();
    private boolean done;

    private Cursor(Projection columns) {
      this.columns = columns;
    }

    /** The next chunk, not empty; absent after the last. */
    public Optional<Updates> next() {
      if (done) {
        return Optional.empty();
      }
      if (fetches.isEmpty()) {
        gatherRetractions();
        fetches = Optional.of(fetches(parts, columns));
      }
      PartFetches source = fetches.get();
      while (source.hasNext()) {
        Updates left = retractions.cancel(source.next());
        if (!left.isEmpty()) {
          return Optional.of(left);
        }
      }
      done = true;
      // A skipped part may have had the rows that these took away.
      return skipped > 0 ? Optional.empty() : retractions.remainder();
    }

    private void gatherRetractions() {
      List<RegisteredPart> retracting = parts.stream().filter(RegisteredPart::mayRetract).toList();
      try (PartFetches source = fetches(retracting, columns)) {
        source.forEachRemaining(retractions::gather);
      }
    }

    @Override
    public void close() {
      done = true;
      fetches.ifPresent(PartFetches::close);
    }
  }
}
