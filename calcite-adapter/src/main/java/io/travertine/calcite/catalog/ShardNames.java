package io.travertine.calcite.catalog;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.inspect.ShardInspector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a database calls its shards, dropped tables included, found out by looking at it from
 * outside: nothing is opened, created or held.
 *
 * @param tables by name, the dropped ones of a name last
 */
public record ShardNames(List<Table> tables) {

  /** The name of the shard that the catalog itself lies in. */
  public static final String CATALOG = "catalog";

  private static final Comparator<Table> ORDER =
      Comparator.comparing(Table::qualifiedName, String.CASE_INSENSITIVE_ORDER)
          .thenComparing(Table::isDropped)
          .thenComparing(table -> table.shard().toString());

  public ShardNames {
    tables = tables.stream().sorted(ORDER).toList();
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
      return new ShardNames(List.of());
    }
    Map<Table, Long> copies = new LinkedHashMap<>();
    List<Update<@Nullable Object[], Unit>> history =
        location.shard(CatalogStore.SHARD).history(CatalogRows.CODEC, Codec.unit());
    for (Update<@Nullable Object[], Unit> update : history) {
      CatalogRows.tableShard(update.key())
          .ifPresent(table -> copies.merge(table, update.diff(), Long::sum));
    }
    List<Table> tables = new ArrayList<>();
    copies.forEach(
        (table, count) ->
            tables.add(new Table(table.schema(), table.name(), table.shard(), count <= 0)));
    return new ShardNames(tables);
  }

  /** What a shard is called, if it is known by a name. */
  public Optional<String> nameOf(ShardId shard) {
    if (shard.equals(CatalogStore.SHARD)) {
      return Optional.of(CATALOG);
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
    if (name.equalsIgnoreCase(CATALOG)) {
      return List.of(CatalogStore.SHARD);
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
