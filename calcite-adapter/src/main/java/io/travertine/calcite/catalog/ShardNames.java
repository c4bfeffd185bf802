package io.travertine.calcite.catalog;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.inspect.ShardInspector;
import io.travertine.persist.txn.Txns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a database calls its shards, dropped tables included, found out by looking at it from
 * outside: nothing is opened, created or held.
 *
 * @param tables by name, the dropped ones of a name last
 * @param columns those that each table has or had last, by its shard
 */
public record ShardNames(List<Table> tables, Map<ShardId, Schema> columns) {

  /** The name of the shard that the catalog itself lies in. */
  public static final String CATALOG = "catalog";

  /** The name of the shard that transactions are committed in. */
  public static final String TRANSACTIONS = "transactions";

  /** Where the counts of identity columns are. */
  public static final ShardId SEQUENCES_SHARD =
      ShardId.parse("s00000000-0000-4000-8000-73657175656e");

  /** The name of the shard that the counts of identity columns lie in. */
  public static final String SEQUENCES = "sequences";

  /** Shards that a database has for itself. */
  private static final Map<ShardId, String> OWN =
      Map.of(CatalogStore.SHARD, CATALOG, Txns.SHARD, TRANSACTIONS, SEQUENCES_SHARD, SEQUENCES);

  private static final Comparator<Table> ORDER =
      Comparator.comparing(Table::qualifiedName, String.CASE_INSENSITIVE_ORDER)
          .thenComparing(Table::isDropped)
          .thenComparing(table -> table.shard().toString());

  public ShardNames {
    tables = tables.stream().sorted(ORDER).toList();
    columns = Map.copyOf(columns);
  }

  /** A table of now or of the past. */
  public record Table(String schema, String name, ShardId shard, boolean isDropped) {

    /** The name with its schema. */
    public String qualifiedName() {
      return schema + "." + name;
    }
  }

  /** The names in the catalog there; none if there is no catalog. */
  public static ShardNames of(ShardInspector location) {
    if (!location.shards().contains(CatalogStore.SHARD)) {
      return new ShardNames(List.of(), Map.of());
    }
    List<Update<@Nullable Object[], Unit>> history =
        location.shard(CatalogStore.SHARD).committedHistory(CatalogRows.CODEC, Codec.unit());
    Map<Table, Long> copies = new LinkedHashMap<>();
    for (Update<@Nullable Object[], Unit> update : history) {
      CatalogRows.tableShard(update.key())
          .ifPresent(table -> copies.merge(table, update.diff(), Long::sum));
    }
    Set<ShardId> used = new HashSet<>();
    copies.forEach(
        (table, count) -> {
          if (count > 0) {
            used.add(table.shard());
          }
        });
    List<Table> tables = new ArrayList<>();
    copies.forEach(
        (table, count) -> {
          if (count > 0) {
            tables.add(table);
          } else if (!used.contains(table.shard())) {
            tables.add(new Table(table.schema(), table.name(), table.shard(), true));
          }
        });
    return new ShardNames(tables, columns(history));
  }

  /** The columns that each table had last: at the end, or before it was dropped. */
  private static Map<ShardId, Schema> columns(List<Update<@Nullable Object[], Unit>> history) {
    TreeMap<Long, List<Update<@Nullable Object[], Unit>>> byTime = new TreeMap<>();
    history.forEach(
        update -> byTime.computeIfAbsent(update.time(), time -> new ArrayList<>()).add(update));
    Map<List<@Nullable Object>, Long> rows = new LinkedHashMap<>();
    Map<ShardId, Schema> columns = new HashMap<>();
    for (List<Update<@Nullable Object[], Unit>> change : byTime.values()) {
      for (Update<@Nullable Object[], Unit> update : change) {
        rows.merge(Arrays.asList(update.key()), update.diff(), Long::sum);
      }
      rows.values().removeIf(copies -> copies <= 0);
      List<@Nullable Object[]> present = new ArrayList<>();
      rows.keySet().forEach(row -> present.add(row.toArray()));
      for (TableDefinition table : CatalogRows.read(present, 0).tables()) {
        columns.put(table.shard(), table.rowSchema());
      }
    }
    return columns;
  }

  /** Whether the shard is that of a table that exists, or one that every database has. */
  public boolean isInUse(ShardId shard) {
    return OWN.containsKey(shard)
        || tables.stream().anyMatch(table -> !table.isDropped() && table.shard().equals(shard));
  }

  /** What a shard is called, if it is known by a name. */
  public Optional<String> nameOf(ShardId shard) {
    if (OWN.containsKey(shard)) {
      return Optional.ofNullable(OWN.get(shard));
    }
    return tables.stream()
        .filter(table -> table.shard().equals(shard))
        .map(table -> table.qualifiedName() + (table.isDropped() ? " (dropped)" : ""))
        .findFirst();
  }

  /**
   * The shards of the tables called {@code name}, with or without its schema, in any case: those
   * that exist, or else those that were dropped.
   */
  public List<ShardId> named(String name) {
    for (Map.Entry<ShardId, String> own : OWN.entrySet()) {
      if (name.equalsIgnoreCase(own.getValue())) {
        return List.of(own.getKey());
      }
    }
    List<Table> found =
        tables.stream()
            .filter(
                table ->
                    table.qualifiedName().equalsIgnoreCase(name)
                        || table.name().equalsIgnoreCase(name))
            .toList();
    List<Table> existing = found.stream().filter(table -> !table.isDropped()).toList();
    return (existing.isEmpty() ? found : existing).stream().map(Table::shard).toList();
  }
}
