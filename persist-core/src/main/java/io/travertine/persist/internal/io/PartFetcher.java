package io.travertine.persist.internal.io;

import io.travertine.persist.data.ColumnRange;
import io.travertine.persist.data.Consolidation;
import io.travertine.persist.data.Points;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.BlobMissingException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.metrics.ReadMetrics;
import io.travertine.persist.internal.part.InlinePart;
import io.travertine.persist.internal.part.PartReader;
import io.travertine.persist.internal.part.PartStats;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** Fetches parts and decodes them, keeping those decoded lately in memory. Thread-safe. */
public final class PartFetcher {

  private final Blob blob;
  private final Retry retry;
  private final DecodedParts decoded;
  private final FetchLimits limits;
  private final AuditBudget auditBudget;
  private final ExecutorService transfers;
  private final Clock clock;
  private final ReadMetrics metrics;

  /** Not measured. */
  public PartFetcher(
      Blob blob, Retry retry, Clock clock, FetchLimits limits, ExecutorService transfers) {
    this(blob, retry, clock, limits, transfers, ReadMetrics.none());
  }

  public PartFetcher(
      Blob blob,
      Retry retry,
      Clock clock,
      FetchLimits limits,
      ExecutorService transfers,
      ReadMetrics metrics) {
    this.blob = blob;
    this.retry = retry;
    this.decoded = new DecodedParts(limits.cacheBytes(), clock);
    this.limits = limits;
    this.auditBudget = new AuditBudget(limits.auditPercent(), limits.auditBytes());
    this.transfers = transfers;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** The memory that decoded parts kept take. */
  public long cachedBytes() {
    return decoded.bytes();
  }

  /**
   * Forgets what was decoded of parts of {@code shard} that none of {@code batches} has; a glance
   * if nothing was decoded since the last time.
   */
  public void keepOnly(ShardId shard, List<HollowBatch> batches) {
    decoded.keepOnly(shard, batches);
  }

  FetchLimits limits() {
    return limits;
  }

  /**
   * Whether some row of the part may lie within all of {@code ranges} and at any of {@code points},
   * by what is known of it.
   */
  public boolean mayMatch(RegisteredPart part, List<ColumnRange> ranges, Optional<Points> points) {
    if ((ranges.isEmpty() && points.isEmpty()) || part.part().statistics().isEmpty()) {
      return true;
    }
    PartStats stats = PartStats.decode(part.part().statistics().toByteArray());
    boolean mayMatch = stats.mayMatch(ranges) && points.map(stats::mayMatch).orElse(true);
    metrics.tested(mayMatch);
    return mayMatch;
  }

  /** What {@code filter} shows of {@code part}. */
  public Updates fetch(ShardData data, RegisteredPart part, Projection columns, ReadFilter filter) {
    return filter.apply(part, fetch(data, part, columns, filter.purpose()));
  }

  /** What {@code filter} shows of {@code parts}, part by part, fetched ahead. */
  public PartFetches fetches(
      ShardData data, List<RegisteredPart> parts, Projection columns, ReadFilter filter) {
    return fetches(data, parts, columns, Optional.empty(), filter);
  }

  /**
   * What {@code filter} shows of the rows of {@code parts} that are at any of {@code points}, if
   * there are any, part by part, fetched ahead.
   *
   * @param columns those that the points are in among them
   */
  public PartFetches fetches(
      ShardData data,
      List<RegisteredPart> parts,
      Projection columns,
      Optional<Points> points,
      ReadFilter filter) {
    return new PartFetches(
        transfers,
        parts,
        part -> isAtHand(data, part.part(), columns),
        part -> filter.apply(part, fetch(data, part, columns, points, filter.purpose())),
        limits.bytesAhead());
  }

  private Updates fetch(
      ShardData data,
      RegisteredPart part,
      Projection columns,
      Optional<Points> points,
      String purpose) {
    if (points.isEmpty()) {
      return fetch(data, part, columns, purpose);
    }
    Points wanted = points.get();
    Projection few = Projection.of(DecodedParts.positions(data.key(), wanted), List.of());
    if (!isAtHand(data, part.part(), columns) && !few.equals(columns)) {
      // Parts overlap: more often than not it is another one that has the row.
      Updates found = decoded.at(data, part.part(), fetch(data, part, few, purpose), wanted);
      if (found.isEmpty()) {
        return Updates.none(columns.keyOf(data.key()), columns.valueOf(data.value()));
      }
    }
    return decoded.at(data, part.part(), fetch(data, part, columns, purpose), wanted);
  }

  /**
   * What {@code filter} shows of {@code parts}, as they lie there, and meanwhile a look at some of
   * those that statistics exclude.
   */
  public AuditedRows rows(
      ShardData data,
      List<RegisteredPart> parts,
      List<RegisteredPart> excluded,
      RowTest test,
      ReadFilter filter) {
    return new AuditedRows(
        () -> fetches(data, parts, test.columns(), test.points(), filter).asRows(),
        () -> audits(data, excluded, test));
  }

  /** Looks whether some of the parts that statistics exclude have rows that are wanted. */
  PartFetches audits(ShardData data, List<RegisteredPart> excluded, RowTest test) {
    return new PartFetches(
        transfers,
        auditBudget.choose(excluded),
        part -> false,
        part -> audited(data, part, test),
        limits.bytesAhead());
  }

  private Updates audited(ShardData data, RegisteredPart part, RowTest test) {
    long start = clock.monotonicNanos();
    Part.Stored stored = (Part.Stored) part.part();
    Updates rows =
        open(data, stored, Deadline.none()).read(data.key(), data.value(), test.audited(data));
    metrics.fetched("audit", stored.encodedBytes(), clock.monotonicNanos() - start);
    test.unlessWanted(data, part, rows);
    return Updates.none(Schema.EMPTY, Schema.EMPTY);
  }

  /**
   * The parts of runs to be merged, sorted and with all columns, fetched ahead. Leaves the cache
   * alone: merging is for what does not fit.
   */
  RunFetches sortedRuns(ShardData data, List<List<RegisteredPart>> runs, ReadFilter filter) {
    return new RunFetches(transfers, runs, part -> sorted(data, part, filter), limits.bytesAhead());
  }

  private Updates sorted(ShardData data, RegisteredPart part, ReadFilter filter) {
    boolean ofSeveral = part.run().parts().size() > 1;
    Updates updates;
    if (part.part() instanceof Part.Stored stored
        && (ofSeveral || !isAtHand(data, stored, Projection.all()))) {
      long start = clock.monotonicNanos();
      PartReader reader = open(data, stored, Deadline.none());
      if (ofSeveral && !reader.isCoveredBy(data.key(), data.value())) {
        throw new UnsortedRunException(stored.name());
      }
      updates = reader.read(data.key(), data.value(), Projection.all());
      metrics.fetched(filter.purpose(), stored.encodedBytes(), clock.monotonicNanos() - start);
      auditBudget.credit(stored.encodedBytes());
    } else {
      if (ofSeveral && part.part() instanceof Part.Inline inline && !isCovered(data, inline)) {
        throw new UnsortedRunException(inline.name());
      }
      updates = fetch(data, part, Projection.all(), filter.purpose());
    }
    return Consolidation.consolidate(part.desc().lower().domain(), filter.apply(part, updates));
  }

  /** Whether getting the part takes no I/O. */
  private boolean isAtHand(ShardData data, Part part, Projection columns) {
    return !(part instanceof Part.Stored stored) || decoded.has(data, stored, columns);
  }

  private Updates fetch(ShardData data, RegisteredPart part, Projection columns, String purpose) {
    if (!(part.part() instanceof Part.Stored stored)) {
      return decode(data, (Part.Inline) part.part(), columns);
    }
    metrics.cached(decoded.has(data, stored, columns));
    return decoded.get(data, stored, columns, () -> fetchStored(data, stored, columns, purpose));
  }

  private Updates fetchStored(
      ShardData data, Part.Stored part, Projection columns, String purpose) {
    long start = clock.monotonicNanos();
    Updates updates = open(data, part).read(data.key(), data.value(), columns);
    metrics.fetched(purpose, part.encodedBytes(), clock.monotonicNanos() - start);
    auditBudget.credit(part.encodedBytes());
    return updates;
  }

  /**
   * All that {@code filter} shows of a part, however long it takes.
   *
   * @see #fetchWhole(ShardData, RegisteredPart, ReadFilter, Deadline)
   */
  public Updates fetchWhole(ShardData data, RegisteredPart part, ReadFilter filter) {
    return fetchWhole(data, part, filter, Deadline.none());
  }

  /**
   * All that {@code filter} shows of a part, for who is going to write it again and not to ask for
   * it soon.
   *
   * @throws FormatTooNewException if the part has columns that {@code data} does not know: they
   *     would be lost
   * @throws io.travertine.persist.error.DeadlineExceededException if it takes longer
   */
  public Updates fetchWhole(
      ShardData data, RegisteredPart part, ReadFilter filter, Deadline deadline) {
    Updates updates;
    boolean covered;
    if (part.part() instanceof Part.Stored stored) {
      long start = clock.monotonicNanos();
      PartReader reader = open(data, stored, deadline);
      covered = reader.isCoveredBy(data.key(), data.value());
      updates = reader.read(data.key(), data.value(), Projection.all());
      metrics.fetched(filter.purpose(), stored.encodedBytes(), clock.monotonicNanos() - start);
    } else {
      Part.Inline inline = (Part.Inline) part.part();
      covered = isCovered(data, inline);
      updates = decode(data, inline, Projection.all());
    }
    if (!covered) {
      throw new FormatTooNewException(
          "part " + part.part().name() + " has columns that are not known here");
    }
    return filter.apply(part, updates);
  }

  private static boolean isCovered(ShardData data, Part.Inline inline) {
    return InlinePart.isCoveredBy(
        inline.bytes().toByteArray(), inline.name(), data.key(), data.value());
  }

  private PartReader open(ShardData data, Part.Stored stored) {
    return open(data, stored, Deadline.none());
  }

  private PartReader open(ShardData data, Part.Stored stored, Deadline deadline) {
    String name = stored.key().full(data.shardId());
    byte[] bytes =
        retry
            .retryExternal("get of " + name, deadline, () -> blob.get(name))
            .orElseThrow(() -> new BlobMissingException(name));
    return PartReader.open(bytes, stored.crc32c(), name);
  }

  private static Updates decode(ShardData data, Part.Inline part, Projection columns) {
    return InlinePart.decode(
        part.bytes().toByteArray(), part.name(), data.key(), data.value(), columns);
  }
}
