package io.travertine.calcite.catalog;

import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.util.Collection;
import java.util.Collections;
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
  private final SortedMap<String, SchemaDefinition> schemas;

  private Catalog(long version, TreeMap<String, SchemaDefinition> schemas) {
    this.version = version;
    this.schemas = Collections.unmodifiableSortedMap(schemas);
  }

  /** The catalog of a new database: one empty schema, {@value #DEFAULT_SCHEMA}. */
  public static Catalog initial() {
    TreeMap<String, SchemaDefinition> schemas = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    schemas.put(DEFAULT_SCHEMA, SchemaDefinition.empty(DEFAULT_SCHEMA));
    return new Catalog(0, schemas);
  }

  static Catalog of(long version, Collection<SchemaDefinition> schemas) {
    TreeMap<String, SchemaDefinition> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    schemas.forEach(schema -> byName.put(schema.name(), schema));
    return new Catalog(version, byName);
  }

  /**
   * Which state of the catalog this is: it moves with every change, and two catalogs of one
   * database with the same version are the same. The upper of the catalog shard when it was read,
   * microseconds since the epoch.
   */
  public long version() {
    return version;
  }

  Catalog at(long newVersion) {
    return new Catalog(newVersion, new TreeMap<>(schemas));
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
   * @throws SqlFailure 3F000 if there is none of that name, 2BP01 if it has tables, 0A000 for
   *     {@value #DEFAULT_SCHEMA}
   */
  public Catalog withoutSchema(String name) {
    SchemaDefinition schema = existing(name);
    if (schema.name().equals(DEFAULT_SCHEMA)) {
      throw SqlFailure.unsupported(
          "schema \"" + DEFAULT_SCHEMA + "\" is where sessions start and cannot be dropped");
    }
    if (!schema.tables().isEmpty()) {
      throw new SqlFailure(
          SqlState.SCHEMA_NOT_EMPTY,
          "schema \""
              + name
              + "\" still has "
              + schema.tables().size()
              + " table(s): drop them first");
    }
    TreeMap<String, SchemaDefinition> next = new TreeMap<>(schemas);
    next.remove(name);
    return new Catalog(version, next);
  }

  /**
   * This catalog and {@code table}.
   *
   * @throws SqlFailure 3F000 if there is no such schema, 42P07 if it has a table of that name
   */
  public Catalog withTable(TableDefinition table) {
    SchemaDefinition schema = existing(table.schema());
    if (schema.table(table.name()).isPresent()) {
      throw new SqlFailure(
          SqlState.DUPLICATE_TABLE,
          "table \"" + table.name() + "\" already exists in schema \"" + schema.name() + "\"");
    }
    return replace(schema.with(table));
  }

  /**
   * This catalog without a table; its shard stays, for reads of the past.
   *
   * @throws SqlFailure 3F000 or 42P01 if there is none
   */
  public Catalog withoutTable(String schemaName, String tableName) {
    SchemaDefinition schema = existing(schemaName);
    if (schema.table(tableName).isEmpty()) {
      throw new SqlFailure(
          SqlState.UNDEFINED_TABLE,
          "table \"" + tableName + "\" does not exist in schema \"" + schema.name() + "\"");
    }
    return replace(schema.without(tableName));
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
    return new Catalog(version, next);
  }
}
