package io.travertine.calcite.plan.system;

import io.travertine.calcite.catalog.Catalog;
import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.SchemaDefinition;
import io.travertine.calcite.catalog.TableDefinition;
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
                .optionalText("schema_owner")
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
                .text("table_schema", "table_name", "view_definition")
                .list(),
            (context, slot) -> List.of()),
        new SystemSchema.Definition(
            "table_constraints",
            new Columns()
                .optionalText("constraint_catalog")
                .text(
                    "constraint_schema",
                    "constraint_name",
                    "table_schema",
                    "table_name",
                    "constraint_type")
                .list(),
            (context, slot) -> List.of()),
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
            (context, slot) -> List.of()),
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
            (context, slot) -> List.of()));
  }

  private static List<@Nullable Object[]> schemata(StatementContext context, int slot) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (SchemaDefinition schema : context.catalog(slot).schemas()) {
      rows.add(new @Nullable Object[] {null, schema.name(), null});
    }
    for (SystemSchema schema : SystemSchemas.all()) {
      rows.add(new @Nullable Object[] {null, schema.name(), null});
    }
    return rows;
  }

  private static List<@Nullable Object[]> tables(StatementContext context, int slot) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (TableDefinition table : tablesOf(context.catalog(slot))) {
      rows.add(new @Nullable Object[] {null, table.schema(), table.name(), "TABLE", "YES", null});
    }
    for (SystemSchema schema : SystemSchemas.all()) {
      for (String name : schema.tableNames()) {
        rows.add(new @Nullable Object[] {null, schema.name(), name, "SYSTEM TABLE", "NO", null});
      }
    }
    return rows;
  }

  private static List<@Nullable Object[]> columns(StatementContext context, int slot) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (TableDefinition table : tablesOf(context.catalog(slot))) {
      addColumns(table.schema(), table.name(), table.columns(), rows);
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

  /** Every stored table of a catalog. */
  static List<TableDefinition> tablesOf(Catalog catalog) {
    return catalog.tables();
  }
}
