package io.travertine.calcite.catalog;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A schema: a name space of tables. Immutable; names are found in any case.
 *
 * @param name as the user wrote it
 * @param byName its tables
 */
public record SchemaDefinition(String name, Map<String, TableDefinition> byName) {

  public SchemaDefinition {
    TreeMap<String, TableDefinition> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    sorted.putAll(byName);
    byName = Collections.unmodifiableMap(sorted);
  }

  /** A schema without tables. */
  public static SchemaDefinition empty(String name) {
    return new SchemaDefinition(name, Map.of());
  }

  /** The tables, by name. */
  public Collection<TableDefinition> tables() {
    return byName.values();
  }

  public Optional<TableDefinition> table(String tableName) {
    return Optional.ofNullable(byName.get(tableName));
  }

  SchemaDefinition with(TableDefinition table) {
    TreeMap<String, TableDefinition> next = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    next.putAll(byName);
    next.put(table.name(), table);
    return new SchemaDefinition(name, next);
  }

  SchemaDefinition without(String tableName) {
    TreeMap<String, TableDefinition> next = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    next.putAll(byName);
    next.remove(tableName);
    return new SchemaDefinition(name, next);
  }
}
