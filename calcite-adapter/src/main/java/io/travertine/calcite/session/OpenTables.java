package io.travertine.calcite.session;

import io.travertine.calcite.catalog.Histories;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.persist.Diagnostics;
import io.travertine.persist.PersistClient;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.Access;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.txn.CommitCheck;
import io.travertine.persist.txn.CommitOutcome;
import io.travertine.persist.txn.DataShard;
import io.travertine.persist.txn.Txn;
import io.travertine.persist.txn.Txns;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of one database that were used in this process, each opened once, and the commits to
 * them. Thread-safe.
 */
public final class OpenTables implements AutoCloseable {

  /** The name of the row codec, stored with every table's shard. */
  private static final String ROWS = "sql-row";

  private static final int DEFINITIONS_MAX = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(OpenTables.class);

  private final PersistClient client;
  private final Txns txns;

  /** Everything up to it is known to be complete. */
  private final AtomicLong complete = new AtomicLong(-1);

  /** Held while a shard is opened, which asks the store: who needs another one does not wait. */
  private final ReentrantLock opening = new ReentrantLock();

  /** Guarded by {@link #opening}. */
  private final Map<ShardId, DataShard<@Nullable Object[], Unit>> shards = new HashMap<>();

  private final ReentrantLock lettingGo = new ReentrantLock();

  /** Guarded by {@link #lettingGo}. */
  private final Map<ShardId, Retention> retentions = new HashMap<>();

  /** Nothing but names for what is open. Guarded by itself. */
  private final Map<TableDefinition, OpenTable> definitions =
      new LinkedHashMap<>(DEFINITIONS_MAX, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TableDefinition, OpenTable> eldest) {
          return size() > DEFINITIONS_MAX;
        }
      };

  public OpenTables(PersistClient client, Txns txns) {
    this.client = client;
    this.txns = txns;
  }

  /** How the rows of {@code table} are stored. */
  static RowCodec codec(TableDefinition table) {
    return new RowCodec(ROWS, table.rowSchema());
  }

  /**
   * The latest time at which everything is complete, linearizable: every commit acknowledged before
   * this call is at or before it. Costs one read of Consensus.
   */
  public long readTime() {
    return complete.accumulateAndGet(txns.readTime(), Math::max);
  }

  /** The latest time at which this process knows everything; others may have committed since. */
  long knownTime() {
    return Math.max(complete.get(), txns.knownTime());
  }

  /**
   * Makes sure that nothing will be committed at or before {@code time} any more. Where nothing can
   * be written, nobody can make sure of that: there a time that is not complete yet shows what was
   * committed so far.
   *
   * @param time microseconds since the epoch, not in the future
   * @return the time to read at
   */
  public long completeUpTo(long time) {
    if (time <= complete.get() || time <= readTime()) {
      return time;
    }
    if (client.access() == Access.READ_ONLY) {
      return complete.get();
    }
    txns.completeUpTo(time);
    complete.accumulateAndGet(time, Math::max);
    return time;
  }

  /** The table, open until the database is closed. */
  public OpenTable of(TableDefinition table) {
    synchronized (definitions) {
      OpenTable known = definitions.get(table);
      if (known != null) {
        return known;
      }
    }
    lock(opening, "opening table " + table.qualifiedName());
    try {
      OpenTable opened = new OpenTable(table, shardOf(table), txns);
      synchronized (definitions) {
        definitions.put(table, opened);
      }
      return opened;
    } finally {
      opening.unlock();
    }
  }

  private void lock(ReentrantLock lock, String doing) {
    CancelledException.lockInterruptibly(client.config().clock(), lock, doing);
  }

  /** The shard of the table, which is open once for all its definitions. */
  @SuppressWarnings("NullAway") // RowCodec's rows have null cells; NullAway loses that on the way
  private DataShard<@Nullable Object[], Unit> shardOf(TableDefinition table) {
    RowCodec codec = codec(table);
    DataShard<@Nullable Object[], Unit> known = shards.get(table.shard());
    if (known != null) {
      return known.under(codec, Codec.unit());
    }
    Histories.keep(client, table.shard(), codec, diagnostics(table));
    DataShard<@Nullable Object[], Unit> opened =
        txns.<@Nullable Object[], Unit>openShard(
            table.shard(), codec, Codec.unit(), diagnostics(table));
    shards.put(table.shard(), opened);
    return opened;
  }

  /** What its handles are called. */
  static Diagnostics diagnostics(TableDefinition table) {
    return new Diagnostics(table.qualifiedName(), "sql");
  }

  /**
   * Lets go of history that a table is not to keep any more, after it was written. Whatever happens
   * here, what was asked for is done; the next time will do.
   *
   * @param table as it is defined now
   */
  void letGo(TableDefinition table) {
    try {
      lock(lettingGo, "letting history go of " + table.qualifiedName());
      try {
        OptionalLong since = retention(table).follow(table, txns::readTime);
        if (since.isPresent()) {
          of(table).shard().downgradeSince(since.getAsLong());
        }
      } finally {
        lettingGo.unlock();
      }
    } catch (PersistException e) {
      LOG.debug("{}: history stays for now: {}", table.qualifiedName(), e.toString());
    }
  }

  private Retention retention(TableDefinition table) {
    return retentions.computeIfAbsent(table.shard(), shard -> new Retention(client));
  }

  /** What a transaction that reads at {@code readTime} is going to write. */
  Txn begin(long readTime) {
    return txns.begin(readTime);
  }

  /**
   * Commits a transaction.
   *
   * @param check asked of everything that others have committed since it began to read
   * @return what it collided with, in which case nothing was done; empty if it is done
   * @throws SqlFailure 40001 if nobody can tell any more with what it collides; nothing was done;
   *     08007 if it may or may not be done
   */
  Optional<String> commit(Txn txn, CommitCheck check) {
    try {
      return txns.commit(txn, check, Deadline.none()) instanceof CommitOutcome.Refused refused
          ? Optional.of(refused.conflict().what())
          : Optional.empty();
    } catch (HistoryLostException e) {
      throw new SqlFailure(
          SqlState.SERIALIZATION_FAILURE,
          "the history since the transaction began to read is gone, so that nobody can tell whether"
              + " others have changed what it read: nothing of it was done, run it again",
          e);
    } catch (IndeterminateException e) {
      throw new SqlFailure(SqlState.RESOLUTION_UNKNOWN, String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    synchronized (definitions) {
      definitions.clear();
    }
    client.config().clock().lock(lettingGo);
    try {
      retentions.values().forEach(Retention::close);
      retentions.clear();
    } finally {
      lettingGo.unlock();
    }
    client.config().clock().lock(opening);
    try {
      shards.values().forEach(DataShard::close);
      shards.clear();
    } finally {
      opening.unlock();
    }
  }
}
