package io.travertine.persist.internal.io;

import io.travertine.persist.data.RowChoice;
import io.travertine.persist.error.PushdownAuditException;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.batch.RunOrder;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts that make up the contents of a shard at one time, and how to read them. Immutable. */
public final class SnapshotParts {

  /** How much more a part takes decoded than encoded, roughly. */
  private static final int DECODED_FACTOR = 4;

  /** Everything is read at most so many times. */
  private static final int SHARES_MAX = 32;

  private final PartFetcher reader;
  private final ShardData data;
  private final List<RegisteredPart> parts;
  private final List<RegisteredPart> skipped;
  private final ReadFilter.Snapshot filter;

  /**
   * @param skipped parts that are left out because none of their rows is wanted
   */
  public SnapshotParts(
      PartFetcher reader,
      ShardData data,
      List<RegisteredPart> parts,
      List<RegisteredPart> skipped,
      Frontier asOf) {
    this.reader = reader;
    this.data = data;
    this.parts = List.copyOf(parts);
    this.skipped = List.copyOf(skipped);
    this.filter = new ReadFilter.Snapshot(asOf);
  }

  public Frontier asOf() {
    return filter.asOf();
  }

  /** What is read. */
  public List<RegisteredPart> parts() {
    return parts;
  }

  /** What is left out. */
  public List<RegisteredPart> skipped() {
    return skipped;
  }

  /** Which updates are shown, and how. */
  public ReadFilter filter() {
    return filter;
  }

  /** All updates as they lie in their parts. */
  public AuditedRows stream(RowTest test) {
    return reader.rows(data, parts, skipped, test, filter);
  }

  /**
   * Starts reading some columns of the consolidated contents.
   *
   * @param test which columns, which rows, and by what parts were left out
   */
  public AuditedRows open(RowTest test) {
    return new AuditedRows(() -> rows(test), () -> audits(test));
  }

  /**
   * Looks at some of the parts that are left out, for who reads the others elsewhere.
   *
   * @throws PushdownAuditException if one should not have been
   */
  public void audit(RowTest test) {
    try (PartFetches audits = audits(test)) {
      audits.drain();
    }
  }

  private PartFetches audits(RowTest test) {
    return reader.audits(data, skipped, test);
  }

  private PartFetches fetches(List<RegisteredPart> wanted, RowTest test) {
    return reader.fetches(data, wanted, test.columns(), test.points(), filter);
  }

  private SnapshotRows rows(RowTest test) {
    if (test.points().isPresent()) {
      return cancelled(test, 1); // what is at the points is little, whatever else was retracted
    }
    List<RegisteredPart> retracting = parts.stream().filter(RegisteredPart::mayRetract).toList();
    long memory = reader.limits().consolidationBytes();
    if (decodedBytes(retracting) <= memory) {
      return cancelled(test, 1);
    }
    List<List<RegisteredPart>> runs = runs();
    if (runs.stream().mapToLong(SnapshotParts::largest).sum() <= memory) {
      RunFetches fetches = reader.sortedRuns(data, runs, filter);
      try {
        return new MergedRows(asOf().domain(), fetches, data, test.columns(), skipped.isEmpty());
      } catch (UnsortedRunException e) {
        fetches.close();
      }
    }
    return cancelled(test, 1 + decodedBytes(retracting) / Math.max(1, memory));
  }

  private SnapshotRows cancelled(RowTest test, long shares) {
    // A part left out by ranges may have had the rows that a remainder takes away.
    boolean tellsRemainder = skipped.isEmpty() || test.ranges().isEmpty();
    return new CancelledRows(
        asOf().only(),
        wanted -> fetches(wanted, test),
        parts,
        tellsRemainder,
        (int) Math.min(SHARES_MAX, shares),
        test.choice().orElse(RowChoice.all()));
  }

  private static long decodedBytes(List<RegisteredPart> parts) {
    return parts.stream().mapToLong(part -> DECODED_FACTOR * part.part().encodedBytes()).sum();
  }

  private static long largest(List<RegisteredPart> run) {
    return run.stream()
        .mapToLong(part -> DECODED_FACTOR * part.part().encodedBytes())
        .max()
        .orElse(0);
  }

  /** The parts by sorted run; what is not sorted beyond its part is a run of its own. */
  private List<List<RegisteredPart>> runs() {
    List<List<RegisteredPart>> runs = new ArrayList<>();
    Optional<Run> previous = Optional.empty();
    for (RegisteredPart part : parts) {
      boolean continues =
          part.run().order() == RunOrder.SORTED
              && previous.filter(run -> run == part.run()).isPresent();
      if (!continues) {
        runs.add(new ArrayList<>());
      }
      runs.get(runs.size() - 1).add(part);
      previous = Optional.of(part.run());
    }
    return runs;
  }
}
