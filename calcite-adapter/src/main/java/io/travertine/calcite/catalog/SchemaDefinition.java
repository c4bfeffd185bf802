package io.travertine.calcite.catalog;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A schema: one name space of tables and views. Immutable; names are found in any case.
 *
 * @param name as the user wrote it
 * @param byName its tables
 * @param viewsByName its views, none of which has the name of a table
 * @param comment what its owner says of it
 */
public record SchemaDefinition(
    String name,
    Map<String, TableDefinition> byName,
    Map<String, ViewDefinition> viewsByName,
    Optional<String> comment) {

  public SchemaDefinition {
    byName = sorted(byName);
    viewsByName = sorted(viewsByName);
  }

  /** A schema without tables. */
  public static SchemaDefinition empty(String name) {
    return new SchemaDefinition(name, Map.of(), Map.of(), Optional.empty());
  }

  /** The tables, by name. */
  public Collection<TableDefinition> tables() {
    return byName.values();
  }

  /** The views, by name. */
  public Collection<ViewDefinition> views() {
    return viewsByName.values();
  }

  /** The names of the tables and the views. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    names.addAll(byName.keySet());
    names.addAll(viewsByName.keySet());
    return names;
  }

  /** Whether there is nothing in it. */
  public boolean isEmpty() {
    return byName.isEmpty() && viewsByName.isEmpty();
  }

  public Optional<TableDefinition> table(String tableName) {
    return Optional.ofNullable(byName.get(tableName));
  }

  public Optional<ViewDefinition> view(String viewName) {
    return Optional.ofNullable(viewsByName.get(viewName));
  }

  SchemaDefinition with(TableDefinition table) {
    return new SchemaDefinition(name, plus(byName, table.name(), table), viewsByName, comment);
  }

  SchemaDefinition with(ViewDefinition view) {
    return new SchemaDefinition(name, byName, plus(viewsByName, view.name(), view), comment);
  }

  /** Without the table or the view of that name. */
  SchemaDefinition without(String objectName) {
    return new SchemaDefinition(
        name, minus(byName, objectName), minus(viewsByName, objectName), comment);
  }

  SchemaDefinition withComment(Optional<String> newComment) {
    return new SchemaDefinition(name, byName, viewsByName, newComment);
  }

  private static <T> Map<String, T> plus(Map<String, T> map, String key, T value) {
    TreeMap<String, T> next = minus(map, key);
    next.put(key, value);
    return next;
  }

  private static <T> TreeMap<String, T> minus(Map<String, T> map, String key) {
    TreeMap<String, T> next = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    next.putAll(map);
    next.remove(key);
    return next;
  }

  private static <T> Map<String, T> sorted(Map<String, T> map) {
    TreeMap<String, T> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    sorted.putAll(map);
    return Collections.unmodifiableMap(sorted);
  }
}
