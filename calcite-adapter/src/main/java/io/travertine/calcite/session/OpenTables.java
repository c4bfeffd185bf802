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
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.location.Access;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.txn.CommitCheck;
import io.travertine.persist.txn.CommitOutcome;
import io.travertine.persist.txn.DataShard;
import io.travertine.persist.txn.Txn;
import io.travertine.persist.txn.Txns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
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

  private static final Logger LOG = LoggerFactory.getLogger(OpenTables.class);

  private final PersistClient client;
  private final Txns txns;

  /** Everything up to it is known to be complete. */
  private final AtomicLong complete = new AtomicLong(-1);

  private final Map<TableDefinition, OpenTable> open = new HashMap<>();

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
  @SuppressWarnings("NullAway") // RowCodec's rows have null cells; NullAway loses that on the way
  public synchronized OpenTable of(TableDefinition table) {
    OpenTable known = open.get(table);
    if (known == null) {
      RowCodec codec = codec(table);
      Diagnostics diagnostics = new Diagnostics(table.qualifiedName(), "sql");
      Histories.keep(client, table.shard(), codec, diagnostics);
      DataShard<@Nullable Object[], Unit> shard =
          txns.<@Nullable Object[], Unit>openShard(table.shard(), codec, Codec.unit(), diagnostics);
      known = new OpenTable(table, shard, txns, Retention.of(table, codec, client, diagnostics));
      open.put(table, known);
      letGo(known);
    }
    return known;
  }

  /** Lets go of history that a table is not to keep any more, after it was written. */
  void letGo(TableDefinition table) {
    letGo(of(table));
  }

  /** Whatever happens here, what was asked for is done; the next time will do. */
  private synchronized void letGo(OpenTable table) {
    try {
      OptionalLong since = table.follow();
      if (since.isPresent()) {
        for (OpenTable same : open.values()) {
          if (same.shard().shardId().equals(table.shard().shardId())) {
            same.shard().downgradeSince(since.getAsLong());
          }
        }
      }
    } catch (PersistException e) {
      LOG.debug("{}: history stays for now: {}", table.definition().qualifiedName(), e.toString());
    }
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
   * @throws SqlFailure 40001 if nobody can tell any more with what it collides; nothing was done
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
    }
  }

  @Override
  public synchronized void close() {
    List<OpenTable> tables = List.copyOf(open.values());
    open.clear();
    tables.forEach(OpenTable::close);
  }
}
