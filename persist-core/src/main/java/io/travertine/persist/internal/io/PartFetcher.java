package io.travertine.persist.internal.io;

import io.travertine.persist.data.ColumnRange;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.BlobMissingException;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.part.InlinePart;
import io.travertine.persist.internal.part.PartReader;
import io.travertine.persist.internal.part.PartStats;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Deadline;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** Fetches parts and decodes them, keeping those decoded lately in memory. Thread-safe. */
public final class PartFetcher {

  /** Encoded bytes that one reader has in flight. */
  private static final long BYTES_AHEAD = 64L << 20;

  private final Blob blob;
  private final Retry retry;
  private final PartCache cache;
  private final ExecutorService transfers;

  /**
   * @param cacheBytes decoded parts to keep
   */
  public PartFetcher(Blob blob, Retry retry, long cacheBytes, ExecutorService transfers) {
    this.blob = blob;
    this.retry = retry;
    this.cache = new PartCache(cacheBytes);
    this.transfers = transfers;
  }

  /** Whether some row of the part may lie within all of {@code ranges}, by what is known of it. */
  public boolean mayMatch(RegisteredPart part, List<ColumnRange> ranges) {
    if (ranges.isEmpty() || part.part().statistics().isEmpty()) {
      return true;
    }
    return PartStats.decode(part.part().statistics().toByteArray()).mayMatch(ranges);
  }

  /** What {@code filter} shows of {@code parts}, part by part, fetched ahead. */
  public PartFetches fetches(
      ShardData data, List<RegisteredPart> parts, Projection columns, ReadFilter filter) {
    return new PartFetches(
        transfers,
        parts,
        part -> isAtHand(data, part.part(), columns),
        part -> filter.apply(part, fetch(data, part, columns)),
        BYTES_AHEAD);
  }

  /** Whether getting the part takes no I/O. */
  private boolean isAtHand(ShardData data, Part part, Projection columns) {
    return part.blob().isEmpty() || cache.find(key(data, part, columns)).isPresent();
  }

  private static PartCache.Key key(ShardData data, Part part, Projection columns) {
    return new PartCache.Key(
        part.blob().orElseThrow().full(data.shardId()), data.key(), data.value(), columns);
  }

  private Updates fetch(ShardData data, RegisteredPart part, Projection columns) {
    if (part.part() instanceof Part.Inline inline) {
      return decode(data, inline, columns);
    }
    PartCache.Key key = key(data, part.part(), columns);
    Optional<Updates> cached = cache.find(key);
    if (cached.isPresent()) {
      return cached.get();
    }
    Updates updates = fetchOnce(data, part, columns);
    cache.put(key, updates);
    return updates;
  }

  /** Fetches and decodes, for who will not ask again soon. */
  public Updates fetchOnce(ShardData data, RegisteredPart part, Projection columns) {
    if (part.part() instanceof Part.Inline inline) {
      return decode(data, inline, columns);
    }
    Part.Stored stored = (Part.Stored) part.part();
    String name = stored.key().full(data.shardId());
    byte[] bytes =
        retry
            .retryExternal("get of " + name, Deadline.none(), () -> blob.get(name))
            .orElseThrow(() -> new BlobMissingException(name));
    return PartReader.decode(bytes, stored.crc32c(), name, data.key(), data.value(), columns);
  }

  private static Updates decode(ShardData data, Part.Inline part, Projection columns) {
    return InlinePart.decode(
        part.bytes().toByteArray(), part.name(), data.key(), data.value(), columns);
  }
}
