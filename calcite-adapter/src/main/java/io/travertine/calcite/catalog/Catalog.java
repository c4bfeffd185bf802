package io.travertine.calcite.catalog;

import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that has a name, as of one instant. An immutable value: a change makes a new catalog,
 * and {@link CatalogStore} makes it durable.
 */
public final class Catalog {

  /** The schema that a session starts in. */
  public static final String DEFAULT_SCHEMA = "public";

  private final long version;
  private final int format;
  private final SortedMap<String, SchemaDefinition> schemas;

  private Catalog(long version, int format, TreeMap<String, SchemaDefinition> schemas) {
    this.version = version;
    this.format = format;
    this.schemas = Collections.unmodifiableSortedMap(schemas);
  }

  /** The catalog of a new database: one empty schema, {@value #DEFAULT_SCHEMA}. */
  public static Catalog initial() {
    TreeMap<String, SchemaDefinition> schemas = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    schemas.put(DEFAULT_SCHEMA, SchemaDefinition.empty(DEFAULT_SCHEMA));
    return new Catalog(0, CatalogRows.NOT_STORED, schemas);
  }

  static Catalog of(long version, int format, Collection<SchemaDefinition> schemas) {
    TreeMap<String, SchemaDefinition> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    schemas.forEach(schema -> byName.put(schema.name(), schema));
    return new Catalog(version, format, byName);
  }

  /**
   * Which state of the catalog this is: it moves with every change, and two catalogs of one
   * database with the same version are the same. The upper of the catalog shard when it was read,
   * microseconds since the epoch.
   */
  public long version() {
    return version;
  }

  /** In which format it was read; a change keeps that until it is stored. */
  int format() {
    return format;
  }

  /** The schemas, by name. */
  public Collection<SchemaDefinition> schemas() {
    return schemas.values();
  }

  public Optional<SchemaDefinition> schema(String name) {
    return Optional.ofNullable(schemas.get(name));
  }

  public Optional<TableDefinition> table(String schemaName, String tableName) {
    return schema(schemaName).flatMap(schema -> schema.table(tableName));
  }

  public Optional<ViewDefinition> view(String schemaName, String viewName) {
    return schema(schemaName).flatMap(schema -> schema.view(viewName));
  }

  /** Every table. */
  public List<TableDefinition> tables() {
    return schemas().stream().flatMap(schema -> schema.tables().stream()).toList();
  }

  /** Every view. */
  public List<ViewDefinition> views() {
    return schemas().stream().flatMap(schema -> schema.views().stream()).toList();
  }

  /**
   * This catalog and an empty schema.
   *
   * @throws SqlFailure 42P06 if there is one of that name
   */
  public Catalog withSchema(String name) {
    if (schemas.containsKey(name)) {
      throw new SqlFailure(SqlState.DUPLICATE_SCHEMA, "schema \"" + name + "\" already exists");
    }
    return replace(SchemaDefinition.empty(name));
  }

  /**
   * This catalog without an empty schema.
   *
   * @throws SqlFailure 3F000 if there is none of that name, 2BP01 if it has tables or views, 0A000
   *     for {@value #DEFAULT_SCHEMA}
   */
  public Catalog withoutSchema(String name) {
    SchemaDefinition schema = existing(name);
    if (schema.name().equals(DEFAULT_SCHEMA)) {
      throw SqlFailure.unsupported(
          "schema \"" + DEFAULT_SCHEMA + "\" is where sessions start and cannot be dropped");
    }
    if (!schema.isEmpty()) {
      throw new SqlFailure(
          SqlState.DEPENDENT_OBJECTS,
          "schema \""
              + name
              + "\" still has "
              + schema.names().size()
              + " table(s) and view(s): drop them first, or use DROP SCHEMA … CASCADE");
    }
    TreeMap<String, SchemaDefinition> next = new TreeMap<>(schemas);
    next.remove(name);
    return new Catalog(version, format, next);
  }

  /**
   * This catalog with another comment on a schema.
   *
   * @throws SqlFailure 3F000 if there is none of that name
   */
  public Catalog withSchemaComment(String name, Optional<String> comment) {
    return replace(existing(name).withComment(comment));
  }

  /**
   * This catalog and {@code table}.
   *
   * @throws SqlFailure 3F000 if there is no such schema, 42P07 if it has a table or a view of that
   *     name
   */
  public Catalog withTable(TableDefinition table) {
    return replace(roomFor(table.schema(), table.name()).with(table));
  }

  /**
   * This catalog and {@code view}.
   *
   * @throws SqlFailure 3F000 if there is no such schema, 42P07 if it has a table or a view of that
   *     name
   */
  public Catalog withView(ViewDefinition view) {
    return replace(roomFor(view.schema(), view.name()).with(view));
  }

  /**
   * This catalog with {@code table} in the place of the one of its name.
   *
   * @throws SqlFailure 3F000 or 42P01 if there is none
   */
  public Catalog withChanged(TableDefinition table) {
    return withoutTable(table.schema(), table.name()).withTable(table);
  }

  /**
   * This catalog without a table; its shard stays, for reads of the past.
   *
   * @throws SqlFailure 3F000 or 42P01 if there is none
   */
  public Catalog withoutTable(String schemaName, String tableName) {
    SchemaDefinition schema = existing(schemaName);
    if (schema.table(tableName).isEmpty()) {
      throw missing("table", tableName, schema);
    }
    return replace(schema.without(tableName));
  }

  /**
   * This catalog without a view.
   *
   * @throws SqlFailure 3F000 or 42P01 if there is none
   */
  public Catalog withoutView(String schemaName, String viewName) {
    SchemaDefinition schema = existing(schemaName);
    if (schema.view(viewName).isEmpty()) {
      throw missing("view", viewName, schema);
    }
    return replace(schema.without(viewName));
  }

  private static SqlFailure missing(String what, String name, SchemaDefinition schema) {
    return new SqlFailure(
        SqlState.UNDEFINED_TABLE,
        what + " \"" + name + "\" does not exist in schema \"" + schema.name() + "\"");
  }

  /** The schema, which has nothing of that name. */
  private SchemaDefinition roomFor(String schemaName, String name) {
    SchemaDefinition schema = existing(schemaName);
    if (schema.names().contains(name)) {
      throw new SqlFailure(
          SqlState.DUPLICATE_TABLE,
          (schema.table(name).isPresent() ? "table" : "view")
              + " \""
              + name
              + "\" already exists in schema \""
              + schema.name()
              + "\"");
    }
    return schema;
  }

  private SchemaDefinition existing(String name) {
    return schema(name)
        .orElseThrow(
            () ->
                new SqlFailure(
                    SqlState.UNDEFINED_SCHEMA,
                    "schema \"" + name + "\" does not exist: CREATE SCHEMA it first"));
  }

  private Catalog replace(SchemaDefinition schema) {
    TreeMap<String, SchemaDefinition> next = new TreeMap<>(schemas);
    next.put(schema.name(), schema);
    return new Catalog(version, format, next);
  }
}
