package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.Catalog;
import io.travertine.calcite.catalog.CatalogStore;
import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.SchemaDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.catalog.ViewDefinition;
import io.travertine.calcite.parse.AlterTable;
import io.travertine.calcite.parse.ColumnSpec;
import io.travertine.calcite.parse.CommentOn;
import io.travertine.calcite.parse.ConstraintSpec;
import io.travertine.calcite.parse.CreateTable;
import io.travertine.calcite.parse.CreateView;
import io.travertine.calcite.parse.DropObject;
import io.travertine.calcite.parse.ParsedStatement;
import io.travertine.calcite.plan.system.SystemSchemas;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.ddl.SqlCreateSchema;

/** CREATE, ALTER, DROP and COMMENT as changes of the catalog. For one statement. */
final class Definitions {

  private static final String CASCADE = "use CASCADE to drop it, too";
  private static final String RECREATE = "drop the view first, and create it again afterwards";

  private final ParsedStatement statement;
  private final TableElements elements;
  private final Dependents dependents;
  private final Seed seed;
  private final String defaultSchema;
  private final Optional<RelDataType> queried;

  /**
   * @param defaultSchema where names without a schema are
   * @param queried the rows of the query that CREATE TABLE AS names
   */
  /** What is known of an ALTER TABLE; the values in it are computed once. */
  private Optional<Alterations> altering = Optional.empty();

  Definitions(
      ParsedStatement statement,
      TableElements elements,
      Dependents dependents,
      Seed seed,
      String defaultSchema,
      Optional<RelDataType> queried) {
    this.queried = queried;
    this.statement = statement;
    this.elements = elements;
    this.dependents = dependents;
    this.seed = seed;
    this.defaultSchema = defaultSchema;
  }

  /**
   * The change that the statement asks for.
   *
   * @throws SqlFailure 0A000 for what is not offered, 42P16, 42701 for what makes no sense
   */
  CatalogStore.Change change() {
    SqlNode node = statement.node();
    if (node instanceof CreateTable create) {
      return createTable(create);
    } else if (node instanceof SqlCreateSchema create) {
      return createSchema(create);
    } else if (node instanceof CreateView create) {
      return createView(create);
    } else if (node instanceof DropObject drop) {
      return drop(drop);
    } else if (node instanceof AlterTable alter) {
      return alter(alter);
    } else if (node instanceof CommentOn comment) {
      return comment(comment);
    }
    throw SqlFailure.unsupported(
        node.getKind().toString().replace('_', ' ') + " is not offered yet");
  }

  // ---- CREATE

  private CatalogStore.Change createTable(CreateTable create) {
    if (create.getReplace()) {
      throw SqlFailure.unsupported("CREATE OR REPLACE TABLE is not offered: DROP TABLE first");
    }
    String schema = schemaOf(create.name());
    String name = last(create.name());
    List<ColumnDefinition> columns = distinct(columns(create));
    TableDefinition table =
        new TableDefinition(schema, name, ShardId.generate(seed), columns, Long.MAX_VALUE);
    for (ConstraintSpec constraint : create.constraints()) {
      table = elements.constrained(table, constraint);
    }
    TableDefinition wanted = table;
    return (before, time) ->
        create.isIfNotExists() && before.table(schema, name).isPresent()
            ? before
            : before.withTable(
                wanted.createdIn(exactly(before, schema), ShardId.generate(seed), time));
  }

  /** The name of a schema as its owner wrote it. */
  private static String exactly(Catalog catalog, String schema) {
    return catalog.schema(schema).map(SchemaDefinition::name).orElse(schema);
  }

  private List<ColumnDefinition> columns(CreateTable create) {
    if (create.query().isPresent()) {
      return new QueriedColumns(create, elements).of(queried.orElseThrow());
    }
    List<ColumnDefinition> columns = new ArrayList<>();
    for (ColumnSpec spec : create.columns()) {
      columns.add(elements.column(spec, columns.size()));
    }
    return columns;
  }

  private static List<ColumnDefinition> distinct(List<ColumnDefinition> columns) {
    Set<String> names = new HashSet<>();
    for (ColumnDefinition column : columns) {
      if (!names.add(column.name().toLowerCase(Locale.ROOT))) {
        throw new SqlFailure(
            SqlState.DUPLICATE_COLUMN, "column \"" + column.name() + "\" is defined twice");
      }
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

  private CatalogStore.Change createView(CreateView create) {
    if (statement.parameterCount() > 0) {
      throw new SqlFailure(
          SqlState.INVALID_DEFINITION, "a view cannot have parameters: write the values out");
    }
    String schema = schemaOf(create.name());
    String name = last(create.name());
    String sql = statement.textOf(create.queryRange());
    List<String> columnNames =
        create.columns().stream()
            .flatMap(columns -> columns.getList().stream())
            .map(column -> ((SqlIdentifier) column).getSimple())
            .toList();
    return (before, time) -> {
      Optional<ViewDefinition> existing = before.view(schema, name);
      if (existing.isPresent() && create.isIfNotExists()) {
        return before;
      }
      ViewDefinition view =
          new ViewDefinition(
              exactly(before, schema),
              name,
              sql,
              columnNames,
              defaultSchema,
              time,
              existing.flatMap(ViewDefinition::comment));
      boolean replaces = existing.isPresent() && create.getReplace();
      Catalog after = (replaces ? before.withoutView(schema, name) : before).withView(view);
      dependents.check(view, after);
      return replaces ? dependents.unharmed(after, RECREATE) : after;
    };
  }

  /**
   * The plan of CREATE TABLE AS.
   *
   * @param dependencies what its query took for granted
   */
  Plan filled(List<Dependency> dependencies) {
    if (statement.parameterCount() > 0) {
      throw new SqlFailure(
          SqlState.INVALID_DEFINITION,
          "CREATE TABLE AS cannot have parameters: write the values out");
    }
    CreateTable create = (CreateTable) statement.node();
    String insert =
        "INSERT INTO "
            + quoted(schemaOf(create.name()))
            + "."
            + quoted(last(create.name()))
            + " "
            + statement.textOf(create.query().orElseThrow().range());
    return new Plan.Define(
        change(),
        Plan.Reach.ITSELF,
        List.of(),
        create.isWithData() ? Optional.of(insert) : Optional.empty(),
        dependencies);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  // ---- ALTER

  private CatalogStore.Change alter(AlterTable alter) {
    String schema = schemaOf(alter.name());
    String name = last(alter.name());
    Alterations alterations = alterations(alter);
    return (before, time) -> {
      if (alter.isIfExists() && before.table(schema, name).isEmpty()) {
        return before;
      }
      return alterations.apply(before, existing(before, schema, name));
    };
  }

  /** The table that an ALTER TABLE is about, if there is one. */
  Optional<TableDefinition> altered(Catalog catalog) {
    SqlIdentifier name = ((AlterTable) statement.node()).name();
    return catalog.table(schemaOf(name), last(name));
  }

  /** {@code table} with the columns that the statement adds to it, and no more. */
  TableDefinition withAddedColumns(AlterTable alter, TableDefinition table) {
    return alterations(alter).withAddedColumns(table);
  }

  /** Whether values of now are in what {@code alter} defines. */
  boolean computesDefaults(AlterTable alter) {
    return alterations(alter).computesDefaults();
  }

  private Alterations alterations(AlterTable alter) {
    if (altering.isEmpty()) {
      altering = Optional.of(new Alterations(alter, elements, dependents));
    }
    return altering.get();
  }

  private static TableDefinition existing(Catalog catalog, String schema, String name) {
    if (catalog.view(schema, name).isPresent()) {
      throw new SqlFailure(SqlState.WRONG_OBJECT, "\"" + name + "\" is a view and no table");
    }
    Optional<TableDefinition> table = catalog.table(schema, name);
    return table.orElseThrow(() -> missing("table", catalog, schema, name));
  }

  private static SqlFailure missing(String what, Catalog catalog, String schema, String name) {
    return catalog
        .schema(schema)
        .map(
            found ->
                new SqlFailure(
                    SqlState.UNDEFINED_TABLE,
                    what
                        + " \""
                        + name
                        + "\" does not exist in schema \""
                        + found.name()
                        + "\""
                        + Suggestions.hint(name, found.names())))
        .orElseGet(
            () ->
                new SqlFailure(
                    SqlState.UNDEFINED_SCHEMA,
                    "schema \"" + schema + "\" does not exist: CREATE SCHEMA it first"));
  }

  // ---- DROP

  private CatalogStore.Change drop(DropObject drop) {
    String name = last(drop.name());
    boolean cascade = drop.behavior() == DropObject.Behavior.CASCADE;
    return switch (drop.target()) {
      case VIEW -> {
        String schema = schemaOf(drop.name());
        yield (before, time) ->
            drop.ifExists && before.view(schema, name).isEmpty()
                ? before
                : settled(withoutView(before, schema, name), cascade);
      }
      case TABLE -> {
        String schema = schemaOf(drop.name());
        yield (before, time) ->
            drop.ifExists && before.table(schema, name).isEmpty()
                ? before
                : settled(withoutTable(before, schema, name), cascade);
      }
      case SCHEMA -> {
        refuseSystem(name);
        yield (before, time) ->
            drop.ifExists && before.schema(name).isEmpty()
                ? before
                : settled(withoutSchema(before, name, cascade), cascade);
      }
    };
  }

  private Catalog settled(Catalog after, boolean cascade) {
    return cascade ? dependents.without(after) : dependents.unharmed(after, CASCADE);
  }

  private static Catalog withoutView(Catalog before, String schema, String name) {
    existingView(before, schema, name);
    return before.withoutView(schema, name);
  }

  private static ViewDefinition existingView(Catalog catalog, String schema, String name) {
    if (catalog.table(schema, name).isPresent()) {
      throw new SqlFailure(SqlState.WRONG_OBJECT, "\"" + name + "\" is a table and no view");
    }
    return catalog.view(schema, name).orElseThrow(() -> missing("view", catalog, schema, name));
  }

  private static Catalog withoutTable(Catalog before, String schema, String name) {
    existing(before, schema, name);
    return before.withoutTable(schema, name);
  }

  private static Catalog withoutSchema(Catalog before, String name, boolean cascade) {
    Catalog next = before;
    if (cascade && before.schema(name).isPresent()) {
      for (String object : before.schema(name).get().names()) {
        next =
            next.view(name, object).isPresent()
                ? next.withoutView(name, object)
                : next.withoutTable(name, object);
      }
    }
    return next.withoutSchema(name);
  }

  // ---- COMMENT

  private CatalogStore.Change comment(CommentOn comment) {
    SqlIdentifier name = comment.name();
    Optional<String> text = comment.text();
    return switch (comment.target()) {
      case SCHEMA -> {
        refuseSystem(last(name));
        yield (before, time) -> before.withSchemaComment(last(name), text);
      }
      case TABLE -> {
        String schema = schemaOf(name);
        yield (before, time) ->
            before.withChanged(existing(before, schema, last(name)).withComment(text));
      }
      case VIEW -> {
        String schema = schemaOf(name);
        yield (before, time) -> {
          ViewDefinition view = existingView(before, schema, last(name));
          return before.withoutView(schema, last(name)).withView(view.withComment(text));
        };
      }
      case COLUMN -> commentOnColumn(name, text);
    };
  }

  private CatalogStore.Change commentOnColumn(SqlIdentifier name, Optional<String> text) {
    if (name.names.size() < 2) {
      throw new SqlFailure(
          SqlState.SYNTAX, "write COMMENT ON COLUMN with the table's name: table.column");
    }
    SqlIdentifier table = name.skipLast(1);
    SqlIdentifier column = name.getComponent(name.names.size() - 1);
    String schema = schemaOf(table);
    return (before, time) -> {
      TableDefinition found = existing(before, schema, last(table));
      return before.withChanged(
          found.withColumn(Alterations.column(found, column).withComment(text)));
    };
  }

  // ---- names

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
