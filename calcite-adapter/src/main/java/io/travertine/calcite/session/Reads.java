package io.travertine.calcite.session;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.key.KeyColumns;
import io.travertine.calcite.key.KeyCounts;
import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.id.ShardId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows a transaction must find unchanged when it commits. Not thread-safe. */
final class Reads {

  /** More tests than these on one table become one: all of its rows. */
  private static final int TESTS_PER_TABLE_MAX = 10_000;

  private final Map<ShardId, TableDefinition> tables = new HashMap<>();
  private final Map<ShardId, List<RowTest>> tests = new HashMap<>();
  private final Map<ShardId, Map<KeyColumns, KeyCounts>> keys = new HashMap<>();

  void add(TableDefinition table, RowTest test) {
    tables.putIfAbsent(table.shard(), table);
    List<RowTest> known = tests.computeIfAbsent(table.shard(), shard -> new ArrayList<>());
    if (known.size() == 1 && known.get(0) == RowTest.ANY_ROW) {
      return;
    }
    if (test == RowTest.ANY_ROW || known.size() >= TESTS_PER_TABLE_MAX) {
      known.clear();
      known.add(RowTest.ANY_ROW);
    } else {
      known.add(test);
    }
  }

  /**
   * Adds the rows that have one of some keys, and those that do not exist.
   *
   * @param values canonical
   */
  void addKeys(KeyColumns key, ColumnBatch values) {
    TableDefinition table = key.table();
    tables.putIfAbsent(table.shard(), table);
    long[] once = new long[values.length()];
    Arrays.fill(once, 1);
    keys.computeIfAbsent(table.shard(), shard -> new HashMap<>())
        .computeIfAbsent(key, same -> new KeyCounts())
        .add(values, once, 1);
  }

  /** The tables that were read. */
  Iterable<TableDefinition> tables() {
    return tables.values();
  }

  List<RowTest> of(ShardId shard) {
    List<RowTest> all = new ArrayList<>(tests.getOrDefault(shard, List.of()));
    keys.getOrDefault(shard, Map.of())
        .forEach((key, read) -> all.add(changed -> read.meet(key, changed, diff -> true)));
    return all;
  }
}
