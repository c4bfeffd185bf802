package io.travertine.calcite.plan.system;

import io.travertine.calcite.catalog.Catalog;
import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.SchemaDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.catalog.ViewDefinition;
import io.travertine.calcite.exec.StatementContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code information_schema}: the names in the database (ISO 9075-11), with what JDBC's {@code
 * DatabaseMetaData} asks for besides. Names are written as their owners wrote them.
 */
final class InformationSchema {

  private InformationSchema() {}

  static List<SystemSchema.Definition> tables() {
    return List.of(
        new SystemSchema.Definition(
            "schemata",
            new Columns()
                .optionalText("catalog_name")
                .text("schema_name")
                .optionalText("schema_owner", "remarks")
                .list(),
            InformationSchema::schemata),
        new SystemSchema.Definition(
            "tables",
            new Columns()
                .optionalText("table_catalog")
                .text("table_schema", "table_name", "table_type", "is_insertable_into")
                .optionalText("remarks")
                .list(),
            InformationSchema::tables),
        new SystemSchema.Definition("columns", ColumnRows.COLUMNS, InformationSchema::columns),
        new SystemSchema.Definition(
            "views",
            new Columns()
                .optionalText("table_catalog")
                .text(
                    "table_schema",
                    "table_name",
                    "view_definition",
                    "check_option",
                    "is_updatable",
                    "search_schema")
                .list(),
            InformationSchema::views),
        new SystemSchema.Definition(
            "table_constraints",
            new Columns()
                .optionalText("constraint_catalog")
                .text(
                    "constraint_schema",
                    "constraint_name",
                    "table_schema",
                    "table_name",
                    "constraint_type",
                    "is_deferrable",
                    "initially_deferred")
                .list(),
            ConstraintRows::constraints),
        new SystemSchema.Definition(
            "check_constraints",
            new Columns()
                .optionalText("constraint_catalog")
                .text("constraint_schema", "constraint_name", "check_clause")
                .list(),
            ConstraintRows::checks),
        new SystemSchema.Definition(
            "key_column_usage",
            new Columns()
                .optionalText("constraint_catalog")
                .text(
                    "constraint_schema",
                    "constraint_name",
                    "table_schema",
                    "table_name",
                    "column_name")
                .integer("ordinal_position")
                .optionalInteger("position_in_unique_constraint")
                .list(),
            ConstraintRows::keyColumns),
        new SystemSchema.Definition(
            "referential_constraints",
            new Columns()
                .optionalText("constraint_catalog")
                .text(
                    "constraint_schema",
                    "constraint_name",
                    "unique_constraint_schema",
                    "unique_constraint_name")
                .list(),
            (context, slot, views) -> List.of()));
  }

  private static List<@Nullable Object[]> schemata(
      StatementContext context, int slot, ViewColumns views) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (SchemaDefinition schema : context.catalog(slot).schemas()) {
      rows.add(new @Nullable Object[] {null, schema.name(), null, schema.comment().orElse(null)});
    }
    for (SystemSchema schema : SystemSchemas.all()) {
      rows.add(new @Nullable Object[] {null, schema.name(), null, null});
    }
    return rows;
  }

  private static List<@Nullable Object[]> tables(
      StatementContext context, int slot, ViewColumns views) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (TableDefinition table : context.catalog(slot).tables()) {
      rows.add(
          new @Nullable Object[] {
            null, table.schema(), table.name(), "TABLE", "YES", table.comment().orElse(null)
          });
    }
    for (ViewDefinition view : context.catalog(slot).views()) {
      rows.add(
          new @Nullable Object[] {
            null, view.schema(), view.name(), "VIEW", "NO", view.comment().orElse(null)
          });
    }
    for (SystemSchema schema : SystemSchemas.all()) {
      for (String name : schema.tableNames()) {
        rows.add(new @Nullable Object[] {null, schema.name(), name, "SYSTEM TABLE", "NO", null});
      }
    }
    return rows;
  }

  private static List<@Nullable Object[]> views(
      StatementContext context, int slot, ViewColumns views) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (ViewDefinition view : context.catalog(slot).views()) {
      rows.add(
          new @Nullable Object[] {
            null, view.schema(), view.name(), view.sql(), "NONE", "NO", view.searchSchema()
          });
    }
    return rows;
  }

  private static List<@Nullable Object[]> columns(
      StatementContext context, int slot, ViewColumns views) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    Catalog catalog = context.catalog(slot);
    for (TableDefinition table : catalog.tables()) {
      addColumns(table.schema(), table.name(), table.columns(), rows);
    }
    for (ViewDefinition view : catalog.views()) {
      addColumns(view.schema(), view.name(), views.of(view, catalog), rows);
    }
    for (SystemSchema schema : SystemSchemas.all()) {
      for (SystemSchema.Definition table : schema.tables()) {
        addColumns(schema.name(), table.name(), table.columns(), rows);
      }
    }
    return rows;
  }

  private static void addColumns(
      String schema, String table, List<ColumnDefinition> columns, List<@Nullable Object[]> rows) {
    for (int i = 0; i < columns.size(); i++) {
      rows.add(ColumnRows.row(schema, table, columns.get(i), i + 1));
    }
  }
}
