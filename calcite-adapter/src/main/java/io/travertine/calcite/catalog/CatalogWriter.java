package io.travertine.calcite.catalog;

import static io.travertine.calcite.catalog.CatalogRows.COLUMN_ID;
import static io.travertine.calcite.catalog.CatalogRows.COLUMN_NAME;
import static io.travertine.calcite.catalog.CatalogRows.COMMENT;
import static io.travertine.calcite.catalog.CatalogRows.CONSTRAINT_NAME;
import static io.travertine.calcite.catalog.CatalogRows.CREATED_AT;
import static io.travertine.calcite.catalog.CatalogRows.DEFAULT_SQL;
import static io.travertine.calcite.catalog.CatalogRows.DETAIL;
import static io.travertine.calcite.catalog.CatalogRows.IDENTITY;
import static io.travertine.calcite.catalog.CatalogRows.INITIAL;
import static io.travertine.calcite.catalog.CatalogRows.NULLABLE;
import static io.travertine.calcite.catalog.CatalogRows.ORDINAL;
import static io.travertine.calcite.catalog.CatalogRows.RETAIN_MICROS;
import static io.travertine.calcite.catalog.CatalogRows.SCHEMA_NAME;
import static io.travertine.calcite.catalog.CatalogRows.SEARCH_SCHEMA;
import static io.travertine.calcite.catalog.CatalogRows.SHARD;
import static io.travertine.calcite.catalog.CatalogRows.TABLE_NAME;
import static io.travertine.calcite.catalog.CatalogRows.TYPE;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the rows of a catalog. Not thread-safe. */
final class CatalogWriter {

  private final Set<List<@Nullable Object>> rows;
  private final int format;

  /**
   * @param rows where they go
   * @param format which one they are to have
   */
  CatalogWriter(Set<List<@Nullable Object>> rows, int format) {
    this.rows = rows;
    this.format = format;
  }

  void add(Catalog catalog) {
    if (format != CatalogRows.NOT_STORED) {
      new Row("format").with(DETAIL, Integer.toString(format)).end();
    }
    for (SchemaDefinition schema : catalog.schemas()) {
      if (!schema.name().equals(Catalog.DEFAULT_SCHEMA) || schema.comment().isPresent()) {
        new Row("schema")
            .with(SCHEMA_NAME, schema.name())
            .with(COMMENT, schema.comment().orElse(null))
            .end();
      }
      schema.tables().forEach(this::add);
      schema.views().forEach(this::add);
    }
  }

  private void add(TableDefinition table) {
    of("table", table)
        .with(SHARD, table.shard().toString())
        .with(CREATED_AT, table.createdAt())
        .with(RETAIN_MICROS, table.retainHistory().map(CatalogWriter::micros).orElse(null))
        .with(COMMENT, table.comment().orElse(null))
        .end();
    add("column", table, table.columns());
    add("dropped_column", table, table.dropped());
    for (int i = 0; i < table.constraints().size(); i++) {
      add(table, table.constraints().get(i), i);
    }
  }

  private void add(String kind, TableDefinition table, List<ColumnDefinition> columns) {
    for (int i = 0; i < columns.size(); i++) {
      ColumnDefinition column = columns.get(i);
      of(kind, table)
          .with(ORDINAL, i)
          .with(COLUMN_NAME, column.name())
          .with(COLUMN_ID, column.id())
          .with(TYPE, column.type().toString())
          .with(NULLABLE, column.nullable())
          .with(DEFAULT_SQL, column.defaultSql().orElse(null))
          .with(IDENTITY, column.identity().map(Identity::toString).orElse(null))
          .with(INITIAL, column.initial().orElse(null))
          .with(COMMENT, column.comment().orElse(null))
          .end();
    }
  }

  private void add(TableDefinition table, Constraint constraint, int ordinal) {
    Optional<String> sql =
        constraint instanceof Constraint.Check check ? Optional.of(check.sql()) : Optional.empty();
    of("constraint", table)
        .with(ORDINAL, ordinal)
        .with(CONSTRAINT_NAME, constraint.name())
        .with(TYPE, constraint.kind())
        .with(DETAIL, sql.orElse(null))
        .end();
    if (constraint instanceof Constraint.Key key) {
      for (int i = 0; i < key.columnIds().size(); i++) {
        of("key_column", table)
            .with(CONSTRAINT_NAME, constraint.name())
            .with(ORDINAL, i)
            .with(COLUMN_ID, key.columnIds().get(i))
            .end();
      }
    }
  }

  private void add(ViewDefinition view) {
    of("view", view)
        .with(DETAIL, view.sql())
        .with(SEARCH_SCHEMA, view.searchSchema())
        .with(CREATED_AT, view.createdAt())
        .with(COMMENT, view.comment().orElse(null))
        .end();
    for (int i = 0; i < view.columnNames().size(); i++) {
      of("view_column", view).with(ORDINAL, i).with(COLUMN_NAME, view.columnNames().get(i)).end();
    }
  }

  private static Long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }

  private Row of(String kind, TableDefinition table) {
    return new Row(kind).with(SCHEMA_NAME, table.schema()).with(TABLE_NAME, table.name());
  }

  private Row of(String kind, ViewDefinition view) {
    return new Row(kind).with(SCHEMA_NAME, view.schema()).with(TABLE_NAME, view.name());
  }

  /** One row while its cells are filled in. */
  private final class Row {
    private final @Nullable Object[] cells = new @Nullable Object[CatalogRows.SCHEMA.width()];

    Row(String kind) {
      cells[CatalogRows.KIND] = kind;
    }

    Row with(int position, @Nullable Object cell) {
      cells[position] = cell;
      return this;
    }

    void end() {
      rows.add(Arrays.asList(cells));
    }
  }
}
