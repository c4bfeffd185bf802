package io.travertine.calcite.session;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.key.KeyColumns;
import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.Updates;
import io.travertine.persist.id.ShardId;
import java.util.Map;
import java.util.Optional;

/**
 * What one statement sees of its transaction, besides what is committed: the changes that
 * statements before it made. Reads of the present are told to the transaction through it.
 */
public final class StatementView {

  private final Optional<Transaction> transaction;
  private final Map<ShardId, Updates> own;

  /**
   * @param own the changes so far of the tables that are read
   */
  StatementView(Transaction transaction, Map<ShardId, Updates> own) {
    this.transaction = Optional.of(transaction);
    this.own = Map.copyOf(own);
  }

  private StatementView() {
    this.transaction = Optional.empty();
    this.own = Map.of();
  }

  /**
   * The view of who reads the past: it does not change any more, and nothing of one's own is there.
   */
  public static StatementView ofThePast() {
    return new StatementView();
  }

  /** Whether its present is the read time of a transaction. */
  public boolean isOfTransaction() {
    return transaction.isPresent();
  }

  /** The changes of {@code table} to lay over what is committed; empty if there are none. */
  public Optional<Updates> own(TableDefinition table) {
    return Optional.ofNullable(own.get(table.shard()));
  }

  /** Whether the table was created by the transaction itself, so that it has no shard yet. */
  public boolean isUnborn(TableDefinition table) {
    return transaction.filter(mine -> mine.isUnborn(table)).isPresent();
  }

  /** Tells the transaction that rows of {@code table} are read at its read time. */
  public void reads(TableDefinition table, RowTest test) {
    transaction.ifPresent(mine -> mine.reads(table, test));
  }

  /** Tells the transaction that rows were looked up, whether or not they were found. */
  public void readsKeys(KeyColumns key, ColumnBatch values) {
    transaction.ifPresent(mine -> mine.readsKeys(key, values));
  }

  /** Tells the transaction that names are looked up in the catalog at its read time. */
  public void readsCatalog() {
    transaction.ifPresent(Transaction::readsCatalog);
  }

  /**
   * Asks the transaction to commit only if no row of {@code table} that {@code test} concerns was
   * changed since its read time, whatever its isolation.
   */
  public void requiresUnchanged(TableDefinition table, RowTest test) {
    transaction.ifPresent(mine -> mine.requiresUnchanged(table, test));
  }
}
