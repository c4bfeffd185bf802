package io.travertine.calcite.catalog;

import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.persist.AppendResult;
import io.travertine.persist.Diagnostics;
import io.travertine.persist.Handles;
import io.travertine.persist.PersistClient;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.Access;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The durable catalog of one database: a shard at a well-known id, changed by compare-and-append,
 * so that every process sees every change and no two changes are lost into each other.
 *
 * <p>Thread-safe.
 */
public final class CatalogStore implements AutoCloseable {

  /** Where the catalog of every database is. */
  public static final ShardId SHARD = ShardId.parse("s00000000-0000-4000-8000-636174616c6f");

  private static final int CHANGE_ATTEMPTS = 1_000;
  private static final int REMEMBERED_PASTS = 32;

  private final Handles<@Nullable Object[], Unit> handles;
  private final Access access;
  private final Clock clock;
  private final Map<Long, Catalog> pasts =
      new LinkedHashMap<>(REMEMBERED_PASTS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Catalog> eldest) {
          return size() > REMEMBERED_PASTS;
        }
      };

  private Known known = new Known(Catalog.initial(), 0);

  /**
   * What was read last.
   *
   * @param catalog the content
   * @param upper the shard's upper then: the catalog is right for every time before it that is not
   *     before its version
   */
  private record Known(Catalog catalog, long upper) {}

  /** What a change makes of the catalog; it may run more than once. */
  @FunctionalInterface
  public interface Change {
    /**
     * The next catalog.
     *
     * @param before the catalog so far
     * @param time when the change is going to be committed, microseconds since the epoch
     */
    Catalog apply(Catalog before, long time);
  }

  private CatalogStore(Handles<@Nullable Object[], Unit> handles, Access access, Clock clock) {
    this.handles = handles;
    this.access = access;
    this.clock = clock;
  }

  /** The catalog of the database that {@code client} has open; an empty one if it is new. */
  public static CatalogStore open(PersistClient client, Clock clock) {
    Diagnostics diagnostics = new Diagnostics("catalog", "catalog store");
    Histories.keep(client, SHARD, CatalogRows.CODEC, diagnostics);
    return new CatalogStore(
        client.<@Nullable Object[], Unit>open(SHARD, CatalogRows.CODEC, Codec.unit(), diagnostics),
        client.access(),
        clock);
  }

  /**
   * The catalog with every change that was acknowledged before this call, in any process. Costs one
   * read of the shard's head.
   */
  public Catalog current() {
    long upper = handles.reader().fetchRecentUpper().only();
    return known(upper).catalog();
  }

  private synchronized Known known(long upper) {
    if (Long.compareUnsigned(upper, known.upper()) > 0) {
      Catalog read = readAt(upper - 1);
      boolean same =
          known.upper() > 0 && CatalogRows.stored(read).equals(CatalogRows.stored(known.catalog()));
      known = new Known(same ? known.catalog() : read, upper);
    }
    return known;
  }

  /**
   * The catalog as it was at {@code time}, for good: nothing will be committed at or before it any
   * more.
   *
   * @param time microseconds since the epoch, not in the future
   */
  public Catalog asOf(long time) {
    Known present = known(access == Access.READ_WRITE ? upperPast(time) : recentUpper());
    if (Long.compareUnsigned(time + 1, present.catalog().version()) >= 0) {
      return present.catalog();
    }
    synchronized (pasts) {
      return pasts.computeIfAbsent(time, this::readAt);
    }
  }

  private long recentUpper() {
    return handles.reader().fetchRecentUpper().only();
  }

  private long upperPast(long time) {
    while (true) {
      Frontier upper = handles.reader().fetchRecentUpper();
      if (!upper.lessEqual(time)) {
        return upper.only();
      }
      handles.writer().compareAndAppend(List.of(), upper, Frontier.at(time + 1));
    }
  }

  private Catalog readAt(long time) {
    try (var snapshot = handles.reader().snapshot(Frontier.at(time))) {
      List<@Nullable Object[]> rows = new ArrayList<>();
      for (Update<@Nullable Object[], Unit> update : snapshot.fetch()) {
        rows.add(update.key());
      }
      return CatalogRows.read(rows, time + 1);
    }
  }

  /**
   * Makes a change durable, atomically: a concurrent change of another session or process makes it
   * run again on the newer catalog.
   *
   * @return the catalog after the change
   * @throws SqlFailure what {@code change} throws, or 40001 if others keep winning
   */
  public Catalog change(Change change) {
    for (int attempt = 0; attempt < CHANGE_ATTEMPTS; attempt++) {
      long upper = handles.reader().fetchRecentUpper().only();
      Catalog before = known(upper).catalog();
      long time = Math.max(clock.epochMicros(), upper);
      Catalog after = change.apply(before, time);
      List<Update<@Nullable Object[], Unit>> updates = difference(before, after, time);
      if (updates.isEmpty()) {
        return before;
      }
      AppendResult result =
          handles.writer().compareAndAppend(updates, Frontier.at(upper), Frontier.at(time + 1));
      if (result instanceof AppendResult.Appended) {
        return known(time + 1).catalog();
      }
    }
    throw new SqlFailure(
        SqlState.SERIALIZATION_FAILURE,
        "the catalog was changed by others " + CHANGE_ATTEMPTS + " times in a row: try again");
  }

  private static List<Update<@Nullable Object[], Unit>> difference(
      Catalog before, Catalog after, long time) {
    if (before == after) {
      return List.of();
    }
    Set<List<@Nullable Object>> old = CatalogRows.stored(before);
    Set<List<@Nullable Object>> now = CatalogRows.of(after);
    List<Update<@Nullable Object[], Unit>> updates = new ArrayList<>();
    for (List<@Nullable Object> row : old) {
      if (!now.contains(row)) {
        updates.add(update(row, time, -1));
      }
    }
    for (List<@Nullable Object> row : now) {
      if (!old.contains(row)) {
        updates.add(update(row, time, 1));
      }
    }
    return updates;
  }

  private static Update<@Nullable Object[], Unit> update(
      List<@Nullable Object> row, long time, long diff) {
    return new Update<>(row.toArray(), Unit.UNIT, time, diff);
  }

  @Override
  public void close() {
    handles.close();
  }
}
