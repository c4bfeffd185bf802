package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.Catalog;
import io.travertine.calcite.catalog.CatalogStore;
import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.SchemaDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.parse.ColumnSpec;
import io.travertine.calcite.parse.ConstraintSpec;
import io.travertine.calcite.parse.CreateTable;
import io.travertine.calcite.parse.CreateView;
import io.travertine.calcite.parse.DropObject;
import io.travertine.calcite.plan.system.SystemSchemas;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.ddl.SqlCreateSchema;

/** CREATE and DROP as changes of the catalog. */
final class Definitions {

  private final TableElements elements;
  private final Seed seed;
  private final String defaultSchema;

  Definitions(TableElements elements, Seed seed, String defaultSchema) {
    this.elements = elements;
    this.seed = seed;
    this.defaultSchema = defaultSchema;
  }

  /**
   * The change that a statement asks for.
   *
   * @throws SqlFailure 0A000 for what is not offered, 42P16, 42701 for what makes no sense
   */
  CatalogStore.Change change(SqlNode node) {
    if (node instanceof CreateTable create) {
      return createTable(create);
    } else if (node instanceof SqlCreateSchema create) {
      return createSchema(create);
    } else if (node instanceof DropObject drop) {
      return drop(drop);
    } else if (node instanceof CreateView) {
      throw SqlFailure.unsupported("views are not offered yet");
    }
    throw SqlFailure.unsupported(
        node.getKind().toString().replace('_', ' ') + " is not offered yet");
  }

  private CatalogStore.Change createTable(CreateTable create) {
    if (create.getReplace()) {
      throw SqlFailure.unsupported("CREATE OR REPLACE TABLE is not offered: DROP TABLE first");
    }
    if (create.query().isPresent()) {
      throw SqlFailure.unsupported(
          "CREATE TABLE AS is not offered yet: CREATE TABLE, then INSERT … SELECT");
    }
    String schema = schemaOf(create.name());
    String name = last(create.name());
    List<ColumnDefinition> columns = columns(create);
    TableDefinition table =
        new TableDefinition(schema, name, ShardId.generate(seed), columns, Long.MAX_VALUE);
    for (ConstraintSpec constraint : create.constraints()) {
      table = elements.constrained(table, constraint);
    }
    TableDefinition wanted = table;
    return (before, time) -> {
      if (create.isIfNotExists() && before.table(schema, name).isPresent()) {
        return before;
      }
      String exactly = before.schema(schema).map(SchemaDefinition::name).orElse(schema);
      return before.withTable(wanted.createdIn(exactly, ShardId.generate(seed), time));
    };
  }

  private List<ColumnDefinition> columns(CreateTable create) {
    List<ColumnDefinition> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ColumnSpec spec : create.columns()) {
      ColumnDefinition column = elements.column(spec, columns.size());
      if (!names.add(column.name().toLowerCase(Locale.ROOT))) {
        throw new SqlFailure(
            SqlState.DUPLICATE_COLUMN, "column \"" + column.name() + "\" is defined twice");
      }
      columns.add(column);
    }
    if (columns.isEmpty()) {
      throw new SqlFailure(SqlState.INVALID_DEFINITION, "a table needs at least one column");
    }
    return columns;
  }

  private CatalogStore.Change createSchema(SqlCreateSchema create) {
    String name = last(create.name);
    if (create.name.names.size() > 1) {
      throw new SqlFailure(
          SqlState.UNDEFINED_SCHEMA, "a schema is in nothing: write CREATE SCHEMA " + name);
    }
    refuseSystem(name);
    return (before, time) ->
        create.ifNotExists && before.schema(name).isPresent() ? before : before.withSchema(name);
  }

  private CatalogStore.Change drop(DropObject drop) {
    String name = last(drop.name());
    boolean cascade = drop.behavior() == DropObject.Behavior.CASCADE;
    return switch (drop.target()) {
      case VIEW -> throw SqlFailure.unsupported("views are not offered yet");
      case TABLE -> {
        String schema = schemaOf(drop.name());
        yield (before, time) ->
            drop.ifExists && before.table(schema, name).isEmpty()
                ? before
                : withoutTable(before, schema, name);
      }
      case SCHEMA -> {
        refuseSystem(name);
        yield (before, time) ->
            drop.ifExists && before.schema(name).isEmpty()
                ? before
                : withoutSchema(before, name, cascade);
      }
    };
  }

  private static Catalog withoutTable(Catalog before, String schema, String name) {
    if (before.schema(schema).isPresent() && before.table(schema, name).isEmpty()) {
      throw new SqlFailure(
          SqlState.UNDEFINED_TABLE,
          "table \""
              + name
              + "\" does not exist in schema \""
              + schema
              + "\""
              + Suggestions.hint(name, before.schema(schema).orElseThrow().names()));
    }
    return before.withoutTable(schema, name);
  }

  private static Catalog withoutSchema(Catalog before, String name, boolean cascade) {
    Catalog next = before;
    if (cascade && before.schema(name).isPresent()) {
      for (TableDefinition table : before.schema(name).get().tables()) {
        next = next.withoutTable(name, table.name());
      }
    }
    return next.withoutSchema(name);
  }

  private String schemaOf(SqlIdentifier name) {
    List<String> names = name.names;
    if (names.size() > 2) {
      throw new SqlFailure(
          SqlState.UNDEFINED_SCHEMA, "a table is in a schema and a schema in nothing: " + name);
    }
    String schema = names.size() > 1 ? names.get(0) : defaultSchema;
    refuseSystem(schema);
    return schema;
  }

  private static void refuseSystem(String schema) {
    if (SystemSchemas.named(schema).isPresent()) {
      throw new SqlFailure(
          SqlState.READ_ONLY,
          "schema \"" + schema + "\" belongs to the database and cannot be changed");
    }
  }

  private static String last(SqlIdentifier name) {
    return name.names.get(name.names.size() - 1);
  }
}
