package io.travertine.calcite.session;

import io.travertine.calcite.catalog.CatalogName;
import io.travertine.calcite.catalog.CatalogStore;
import io.travertine.calcite.key.KeyColumns;
import io.travertine.calcite.key.KeyCounts;
import io.travertine.persist.data.Updates;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.txn.CommitCheck;
import io.travertine.persist.txn.Conflict;
import io.travertine.persist.txn.DataShard;
import io.travertine.persist.txn.OthersChanges;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether what others have committed since a transaction's read time may have changed what it read,
 * or touched what it changed. Immutable and thread-safe.
 *
 * @param tables what the transaction has to do with, by shard
 * @param catalog the shard of the catalog
 * @param names what it relies on in the catalog, or changes there
 */
record ConflictTest(
    long readTime, Map<ShardId, Watched> tables, DataShard<?, ?> catalog, Set<CatalogName> names)
    implements CommitCheck {

  ConflictTest {
    tables = Map.copyOf(tables);
    names = Set.copyOf(names);
  }

  /**
   * A table that is watched.
   *
   * @param shard where it is
   * @param name for the message
   * @param retracted the rows the transaction takes away: two writers of one row conflict
   * @param keys what it adds to each key of the table: nobody else may add the same
   * @param tests the rows it has read
   */
  record Watched(
      DataShard<?, ?> shard,
      String name,
      RowSet retracted,
      Map<KeyColumns, KeyCounts> keys,
      List<RowTest> tests) {

    Watched {
      keys = Map.copyOf(keys);
      tests = List.copyOf(tests);
    }

    boolean concerns(Updates changes) {
      return retracted.sharesRetractionWith(changes)
          || keys.entrySet().stream()
              .anyMatch(key -> key.getValue().meet(key.getKey(), changes, diff -> diff > 0))
          || tests.stream().anyMatch(test -> test.concerns(changes));
    }
  }

  @Override
  public Set<ShardId> shards() {
    Set<ShardId> shards = new HashSet<>(tables.keySet());
    if (!names.isEmpty()) {
      shards.add(catalog.shardId());
    }
    return shards;
  }

  @Override
  public Optional<Conflict> conflict(OthersChanges changes) {
    return collision(changes).map(what -> new Conflict(changes.shardId(), what));
  }

  private Optional<String> collision(OthersChanges changes) {
    if (changes.shardId().equals(catalog.shardId())) {
      Set<CatalogName> theirs = CatalogStore.names(changes.updates(catalog));
      return names.stream()
          .filter(mine -> theirs.stream().anyMatch(mine::overlaps))
          .findFirst()
          .map(mine -> "the definition of " + mine);
    }
    return Optional.ofNullable(tables.get(changes.shardId()))
        .filter(table -> table.concerns(changes.updates(table.shard())))
        .map(table -> "table \"" + table.name() + "\"");
  }
}
