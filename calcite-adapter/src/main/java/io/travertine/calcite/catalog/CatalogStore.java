package io.travertine.calcite.catalog;

import io.travertine.persist.Changes;
import io.travertine.persist.Diagnostics;
import io.travertine.persist.PersistClient;
import io.travertine.persist.Scan;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.Access;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.txn.DataShard;
import io.travertine.persist.txn.Txn;
import io.travertine.persist.txn.Txns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The durable catalog of one database: a shard at a well-known id, which transactions read and
 * change like any other.
 *
 * <p>Thread-safe.
 */
public final class CatalogStore implements AutoCloseable {

  /** Where the catalog of every database is. */
  public static final ShardId SHARD = ShardId.parse("s00000000-0000-4000-8000-636174616c6f");

  private static final int REMEMBERED_PASTS = 32;

  private final DataShard<@Nullable Object[], Unit> shard;

  /** Guarded by {@link #reading}. */
  private final Map<Long, Catalog> pasts =
      new LinkedHashMap<>(REMEMBERED_PASTS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Catalog> eldest) {
          return size() > REMEMBERED_PASTS;
        }
      };

  /** Held while the catalog is read, which may ask the store. */
  private final ReentrantLock reading = new ReentrantLock();

  private final Clock clock;

  /** Written under {@link #reading}. */
  private volatile Known known = new Known(Catalog.initial(), 0);

  /**
   * What was read last.
   *
   * @param catalog the content
   * @param time when it was so; the catalog is right for every time up to this that is not before
   *     its version
   */
  private record Known(Catalog catalog, long time) {}

  /** What a change makes of the catalog; it may run more than once. */
  @FunctionalInterface
  public interface Change {
    /**
     * The next catalog.
     *
     * @param before the catalog so far
     * @param time about when the change is made, microseconds since the epoch
     */
    Catalog apply(Catalog before, long time);
  }

  private CatalogStore(DataShard<@Nullable Object[], Unit> shard, Clock clock) {
    this.shard = shard;
    this.clock = clock;
  }

  /**
   * The catalog of the database that {@code client} has open; an empty one if it is new. Where
   * nobody knew of transactions yet, the catalog and all tables take part in them from now on.
   */
  public static CatalogStore open(PersistClient client, Txns txns) {
    Diagnostics diagnostics = new Diagnostics("catalog", "catalog store");
    Histories.keep(client, SHARD, CatalogRows.CODEC, diagnostics);
    CatalogStore store =
        new CatalogStore(
            txns.<@Nullable Object[], Unit>openShard(
                SHARD, CatalogRows.CODEC, Codec.unit(), diagnostics),
            client.config().clock());
    try {
      if (client.access() == Access.READ_WRITE && !txns.isRegistered(SHARD)) {
        store.register(txns);
      }
      return store;
    } catch (RuntimeException | Error e) {
      store.close();
      throw e;
    }
  }

  private void register(Txns txns) {
    try (Txn txn = txns.begin()) {
      txn.register(SHARD);
      for (SchemaDefinition schema : read(txns.readTime()).schemas()) {
        schema.tables().forEach(table -> txn.register(table.shard()));
      }
      txns.commit(txn);
    }
  }

  /** The shard, for transactions to write to. */
  public DataShard<?, ?> shard() {
    return shard;
  }

  /**
   * The catalog as it was at {@code time}.
   *
   * @param time microseconds since the epoch, a time at which everything is complete
   */
  public Catalog at(long time) {
    Known now = known;
    if (time > now.time()) {
      now = readUpTo(time);
    }
    return time + 1 >= now.catalog().version() ? now.catalog() : past(time);
  }

  private Known readUpTo(long time) {
    CancelledException.lockInterruptibly(clock, reading, "reading the catalog");
    try {
      Known before = known;
      if (time > before.time()) {
        boolean same = before.time() > 0 && isUnchanged(before.time(), time);
        known = new Known(same ? before.catalog() : read(time), time);
      }
      return known;
    } finally {
      reading.unlock();
    }
  }

  private Catalog past(long time) {
    CancelledException.lockInterruptibly(clock, reading, "reading the catalog");
    try {
      Catalog past = pasts.get(time);
      if (past == null) {
        past = read(time);
        pasts.put(time, past);
      }
      return past;
    } finally {
      reading.unlock();
    }
  }

  /** The newest that was read so far, without asking anybody. */
  public Catalog known() {
    return known.catalog();
  }

  private boolean isUnchanged(long from, long to) {
    if (shard.isKnownUnchanged(from, to)) {
      return true;
    }
    try (Changes<@Nullable Object[], Unit> changes =
        shard.changes(from, to, Scan.everything(), Deadline.none())) {
      return changes.partsTotal() == 0 || changes.fetch().isEmpty();
    }
  }

  private Catalog read(long time) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    try (var snapshot = shard.snapshot(time, Scan.everything(), Deadline.none())) {
      for (Update<@Nullable Object[], Unit> update : snapshot.fetch()) {
        rows.add(update.key());
      }
    }
    return rows.isEmpty() ? Catalog.initial() : CatalogRows.read(rows, time + 1);
  }

  /**
   * What it takes to make one catalog of another: changes of the shard, whose times are still to be
   * set.
   */
  public static Updates difference(Catalog before, Catalog after) {
    UpdatesBuilder updates = new UpdatesBuilder(CatalogRows.SCHEMA, Schema.EMPTY);
    if (before != after) {
      Set<List<@Nullable Object>> old = CatalogRows.stored(before);
      Set<List<@Nullable Object>> now = CatalogRows.of(after);
      for (List<@Nullable Object> row : old) {
        if (!now.contains(row)) {
          add(row, -1, updates);
        }
      }
      for (List<@Nullable Object> row : now) {
        if (!old.contains(row)) {
          add(row, 1, updates);
        }
      }
    }
    return updates.build();
  }

  private static void add(List<@Nullable Object> row, long diff, UpdatesBuilder updates) {
    updates.add(CatalogRows.CODEC, row.toArray(), Codec.unit(), Unit.UNIT, 0, diff);
  }

  /** The names of what some changes of the shard are about. */
  public static Set<CatalogName> names(Updates changes) {
    Set<CatalogName> names = new LinkedHashSet<>();
    for (int i = 0; i < changes.length(); i++) {
      names.add(CatalogRows.name(CatalogRows.CODEC.decode(changes.keys(), i)));
    }
    return names;
  }

  @Override
  public void close() {
    shard.close();
  }
}
