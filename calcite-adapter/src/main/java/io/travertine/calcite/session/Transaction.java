package io.travertine.calcite.session;

import io.travertine.calcite.catalog.Catalog;
import io.travertine.calcite.catalog.CatalogName;
import io.travertine.calcite.catalog.CatalogStore;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.key.KeyColumns;
import io.travertine.calcite.key.KeyCounts;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.Points;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.txn.Txn;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Statements that happen together or not at all (design §5). Whatever they read is the state at one
 * time, the read time, with their own changes on top; these stay in memory until {@link #commit},
 * which makes all of them durable with one append, unless somebody else's commit since the read
 * time collides with what was read or changed here.
 *
 * <p>Optimistic: nobody ever waits for a transaction that is open. Not thread-safe.
 */
public final class Transaction implements AutoCloseable {

  /**
   * What a transaction is told when it begins.
   *
   * @param asOf the time that its statements read at, in place of the read time; empty for the
   *     present. Who reads the past changes nothing
   */
  public record Terms(Isolation isolation, boolean readOnly, OptionalLong asOf) {

    /** Those of a statement that commits by itself. */
    public static final Terms AUTOCOMMIT =
        new Terms(Isolation.SERIALIZABLE, false, OptionalLong.empty());
  }

  /** Where the read time comes from. */
  public enum Beginning {
    /** From Consensus: all that was acknowledged before is seen. */
    ASKED,

    /**
     * From what this process knows, which may be out of date: enough for who reads nothing but
     * definitions, which the commit compares with those of its own time.
     */
    PRESUMED
  }

  private final Terms terms;
  private final Beginning beginning;
  private final OpenTables tables;
  private final CatalogStore catalogs;
  private final Map<ShardId, TableChanges> changes = new LinkedHashMap<>();
  private final Reads reads = new Reads();
  private final Set<CatalogName> names = new HashSet<>();
  private final Savepoints savepoints = new Savepoints();
  private final KeyLookup keyLookup;

  private Optional<Start> start = Optional.empty();

  /** The catalog with the changes of this transaction; of {@link #start} at first. */
  private Catalog catalog = Catalog.initial();

  /**
   * Where it began.
   *
   * @param readTime microseconds since the epoch
   * @param catalog what everybody saw then
   * @param txn what will be written; keeps what others commit after the read time
   */
  private record Start(long readTime, Catalog catalog, Txn txn) {}

  public Transaction(Terms terms, Beginning beginning, OpenTables tables, CatalogStore catalogs) {
    this.terms = terms;
    this.beginning = beginning;
    this.tables = tables;
    this.catalogs = catalogs;
    this.keyLookup = new KeyLookup(this, tables);
  }

  public Terms terms() {
    return terms;
  }

  /** Whether anything was read or changed yet. */
  public boolean hasBegun() {
    return start.isPresent();
  }

  /**
   * When everything is read that has no time of its own: what was committed before the first call
   * is there.
   */
  public long readTime() {
    requireAsked();
    return start().readTime();
  }

  /**
   * @throws PresumedTimeException if the read time is only presumed, so that rows cannot be read
   */
  public void requireAsked() {
    if (beginning == Beginning.PRESUMED) {
      throw new PresumedTimeException();
    }
  }

  /** Whether rows can be read: the read time is not only presumed. */
  public boolean hasReadTime() {
    return beginning == Beginning.ASKED;
  }

  /** Whether it has changed nothing so far, so that its commit would check nothing. */
  public boolean changesNothing() {
    return changes.isEmpty() && catalog == start().catalog();
  }

  /** Whether nobody has changed a definition since the presumed read time: asks Consensus. */
  public boolean isWellPresumed() {
    return catalogs.at(tables.readTime()) == start().catalog();
  }

  /** What names mean. */
  public Catalog catalog() {
    start();
    return catalog;
  }

  private Start start() {
    if (start.isEmpty()) {
      long time = beginning == Beginning.ASKED ? tables.readTime() : tables.knownTime();
      Start begun = new Start(time, catalogs.at(time), tables.begin(time));
      catalog = begun.catalog();
      start = Optional.of(begun);
    }
    return start.orElseThrow();
  }

  /** What a statement that reads {@code read} sees besides what is committed. */
  public StatementView view(Collection<TableDefinition> read) {
    Map<ShardId, Updates> own = new HashMap<>();
    for (TableDefinition table : read) {
      TableChanges changed = changes.get(table.shard());
      if (changed != null) {
        own.put(table.shard(), changed.sum(table.rowSchema()));
      }
    }
    return new StatementView(this, own);
  }

  /** Whether the table was created in here, so that nobody else knows it yet. */
  boolean isUnborn(TableDefinition table) {
    Catalog before = start().catalog();
    return catalog != before && in(before, table).isEmpty();
  }

  /** The table as {@code catalog} defines it, whatever it is called there. */
  private static Optional<TableDefinition> in(Catalog catalog, TableDefinition table) {
    return catalog
        .table(table.schema(), table.name())
        .filter(same -> same.shard().equals(table.shard()))
        .or(() -> tablesOf(catalog).filter(same -> same.shard().equals(table.shard())).findFirst());
  }

  private static Stream<TableDefinition> tablesOf(Catalog catalog) {
    return catalog.schemas().stream().flatMap(schema -> schema.tables().stream());
  }

  /** Remembers what rows were read; at the weaker level nobody asks for it. */
  void reads(TableDefinition table, RowTest test) {
    if (terms.isolation() == Isolation.SERIALIZABLE && !terms.readOnly()) {
      requiresUnchanged(table, test);
    }
  }

  /** Remembers that it has seen what is defined and what is not. */
  public void readsCatalog() {
    readsName(CatalogName.EVERYTHING);
  }

  /** Remembers what a name meant; at the weaker level only who presumed it asks for it. */
  public void readsName(CatalogName name) {
    boolean asks = terms.isolation() == Isolation.SERIALIZABLE && !terms.readOnly();
    if (asks || beginning == Beginning.PRESUMED) {
      names.add(name);
    }
  }

  void requiresUnchanged(TableDefinition table, RowTest test) {
    reads.add(table, othersKnow(table) ? test : RowTest.ANY_ROW);
    relyOn(table);
  }

  /** Remembers that rows were looked up, whether or not they were found. */
  void readsKeys(KeyColumns key, ColumnBatch values) {
    if (!othersKnow(key.table())) {
      reads(key.table(), RowTest.ANY_ROW);
    } else if (terms.isolation() == Isolation.SERIALIZABLE && !terms.readOnly()) {
      reads.addKeys(key, values);
      relyOn(key.table());
    }
  }

  /** Whether others know the table with the same columns; a test is about those. */
  private boolean othersKnow(TableDefinition table) {
    return catalog == start().catalog()
        || in(start().catalog(), table)
            .filter(before -> before.rowSchema().equals(table.rowSchema()))
            .isPresent();
  }

  /**
   * Looks rows up by a key.
   *
   * @param values the key columns alone, canonical
   * @param columns positions in the table
   * @return for each row those columns, as the table stores them
   */
  public List<@Nullable Object[]> rowsAt(
      KeyColumns key, ColumnBatch values, List<Integer> columns) {
    readsKeys(key, values);
    TableDefinition table = key.table();
    Updates own =
        Optional.ofNullable(changes.get(table.shard()))
            .map(changed -> changed.at(key, values))
            .orElseGet(() -> Updates.none(table.rowSchema(), Schema.EMPTY));
    return keyLookup.list(key, Points.of(values), columns, own);
  }

  private void relyOn(TableDefinition table) {
    names.add(CatalogName.of(table.schema(), table.name()));
  }

  /**
   * Takes what a statement has made of a table, when the statement has succeeded.
   *
   * @throws SqlFailure 23505 if two rows would have the same key; then nothing is taken
   */
  public void take(StagedChanges statement) {
    Updates made = statement.build();
    if (made.isEmpty()) {
      return;
    }
    TableDefinition table = statement.table();
    TableChanges changed = changes.getOrDefault(table.shard(), new TableChanges(table));
    new UniqueKeys(this, keyLookup).require(table, changed, made);
    changes.put(table.shard(), changed);
    changed.add(made);
    relyOn(table);
  }

  /** Does what changes definitions and rows step by step; if it fails, nothing has changed. */
  public <T> T allOrNothing(Supplier<T> work) {
    Catalog defined = catalog();
    Map<ShardId, Integer> before = Savepoints.marks(changes);
    try {
      return work.get();
    } catch (RuntimeException | Error e) {
      catalog = defined;
      Savepoints.takeBack(before, changes);
      throw e;
    }
  }

  /** Says that what is done here is right only if nobody changes the catalog meanwhile. */
  public void relyOnCatalog() {
    names.add(CatalogName.EVERYTHING);
  }

  /**
   * Changes the catalog for the statements to come, and for everybody at the commit.
   *
   * @param now microseconds since the epoch
   */
  public void define(CatalogStore.Change change, long now) {
    catalog = change.apply(catalog(), now);
  }

  /**
   * Puts an empty table in the place of one, without reading its rows: they stay where they are,
   * for reads of the past. Whoever has changed a row of it since the read time collides with this.
   *
   * @param shard where the rows to come will be
   * @param now microseconds since the epoch
   */
  public void renew(TableDefinition table, ShardId shard, long now) {
    requiresUnchanged(table, RowTest.ANY_ROW);
    define((before, time) -> before.withChanged(table.createdIn(table.schema(), shard, time)), now);
  }

  /** Remembers where it is, under a name that replaces an older one. */
  public void savepoint(String name) {
    start();
    savepoints.set(name, catalog, changes);
  }

  /**
   * Forgets what was changed after a savepoint, and the savepoints after it.
   *
   * @throws SqlFailure 3B001 if there is none of that name
   */
  public void rollBackTo(String name) {
    catalog = savepoints.restore(name, changes);
  }

  /**
   * Forgets a savepoint and those after it.
   *
   * @throws SqlFailure 3B001 if there is none of that name
   */
  public void release(String name) {
    savepoints.release(name);
  }

  /**
   * Makes all changes durable, or none. There is nothing left to do but to close it.
   *
   * @return what it collided with; empty if it is done
   */
  public Optional<String> commit() {
    if (start.isEmpty()) {
      return Optional.empty();
    }
    stage();
    Start begun = start();
    if (begun.txn().isEmpty()) {
      return Optional.empty();
    }
    Optional<String> collision = tables.commit(begun.txn(), conflictTest());
    if (collision.isEmpty()) {
      changes.values().forEach(made -> in(catalog, made.table()).ifPresent(tables::letGo));
    }
    return collision;
  }

  /** Hands over what is to be written. */
  private void stage() {
    Start begun = start();
    if (catalog != begun.catalog()) {
      Updates definitions = CatalogStore.difference(begun.catalog(), catalog);
      begun.txn().write(catalogs.shard(), definitions);
      names.addAll(CatalogStore.names(definitions));
      tablesOf(catalog).forEach(this::stageDefinition);
    }
    for (TableChanges made : changes.values()) {
      in(catalog, made.table())
          .ifPresent(
              table -> begun.txn().write(tables.of(table).shard(), made.sum(table.rowSchema())));
    }
  }

  private void stageDefinition(TableDefinition table) {
    Optional<TableDefinition> before = in(start().catalog(), table);
    if (before.isEmpty()) {
      start().txn().register(tables.of(table).shard().shardId());
    } else if (table.isStricterThan(before.get())) {
      reads.add(before.get(), RowTest.ANY_ROW);
    }
  }

  private ConflictTest conflictTest() {
    Start begun = start();
    Map<ShardId, ConflictTest.Watched> watched = new HashMap<>();
    for (TableDefinition read : reads.tables()) {
      in(begun.catalog(), read)
          .ifPresent(table -> watched.put(table.shard(), watched(table, RowSet.NONE, Map.of())));
    }
    for (TableChanges made : changes.values()) {
      in(begun.catalog(), made.table())
          .ifPresent(
              table -> {
                RowSet retracted = RowSet.retractedBy(made.sum(table.rowSchema()));
                Map<KeyColumns, KeyCounts> added = UniqueKeys.added(table, made);
                if (!retracted.isEmpty() || !added.isEmpty()) {
                  watched.put(table.shard(), watched(table, retracted, added));
                }
              });
    }
    return new ConflictTest(begun.readTime(), watched, catalogs.shard(), names);
  }

  private ConflictTest.Watched watched(
      TableDefinition table, RowSet retracted, Map<KeyColumns, KeyCounts> added) {
    return new ConflictTest.Watched(
        tables.of(table).shard(), table.qualifiedName(), retracted, added, reads.of(table.shard()));
  }

  /** Forgets what was not committed. */
  @Override
  public void close() {
    start.ifPresent(begun -> begun.txn().close());
  }
}
