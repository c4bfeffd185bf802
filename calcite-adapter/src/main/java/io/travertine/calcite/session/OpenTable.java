package io.travertine.calcite.session;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.persist.Scan;
import io.travertine.persist.Snapshot;
import io.travertine.persist.data.Unit;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.txn.DataShard;
import io.travertine.persist.txn.Txns;
import org.jspecify.annotations.Nullable;

/** A table as one definition of it has it, with its shard open. Thread-safe. */
public final class OpenTable {

  private final TableDefinition definition;
  private final DataShard<@Nullable Object[], Unit> shard;
  private final Txns txns;

  OpenTable(TableDefinition definition, DataShard<@Nullable Object[], Unit> shard, Txns txns) {
    this.definition = definition;
    this.shard = shard;
    this.txns = txns;
  }

  public TableDefinition definition() {
    return definition;
  }

  DataShard<@Nullable Object[], Unit> shard() {
    return shard;
  }

  /** The earliest time that can still be read. */
  public long since() {
    return shard.since();
  }

  /**
   * The rows at {@code time}, at which everything is complete.
   *
   * @throws SqlFailure 22023 if the history of that time is gone
   */
  public Snapshot<@Nullable Object[], Unit> snapshot(long time, Scan scan, Deadline deadline) {
    try {
      return shard.snapshot(time, scan, deadline);
    } catch (HistoryLostException e) {
      throw new SqlFailure(
          SqlState.BAD_PARAMETER, lost("cannot be read as of " + Instants.print(time)), e);
    }
  }

  /**
   * The rows at the read time of a transaction.
   *
   * @throws SqlFailure 40001 if the history of that time is gone
   */
  public Snapshot<@Nullable Object[], Unit> snapshotOf(
      long readTime, Scan scan, Deadline deadline) {
    try {
      return shard.snapshot(readTime, scan, deadline);
    } catch (HistoryLostException e) {
      throw new SqlFailure(
          SqlState.SERIALIZATION_FAILURE,
          lost(
                  "cannot be read any more at "
                      + Instants.print(readTime)
                      + ", when the transaction began")
              + ": nothing of it was done, run it again",
          e);
    }
  }

  private String lost(String what) {
    return "table \""
        + definition.name()
        + "\" "
        + what
        + ": its history reaches from "
        + Instants.print(since())
        + " to "
        + Instants.print(txns.readTime());
  }
}
