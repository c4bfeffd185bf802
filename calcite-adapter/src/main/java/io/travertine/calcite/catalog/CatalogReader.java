package io.travertine.calcite.catalog;

import static io.travertine.calcite.catalog.CatalogRows.number;
import static io.travertine.calcite.catalog.CatalogRows.optionalText;
import static io.travertine.calcite.catalog.CatalogRows.present;
import static io.travertine.calcite.catalog.CatalogRows.text;

import io.travertine.calcite.type.SqlType;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.id.ShardId;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a catalog of its rows, which come in any order. Not thread-safe. */
final class CatalogReader {

  /** What a row of a part belongs to: the table or view, and the constraint if there is one. */
  private record Owner(String kind, List<String> name) {}

  private final Map<String, Optional<String>> schemaComments = new LinkedHashMap<>();
  private final List<@Nullable Object[]> tables = new ArrayList<>();
  private final List<@Nullable Object[]> views = new ArrayList<>();
  private final Map<Owner, List<@Nullable Object[]>> parts = new HashMap<>();
  private int format = CatalogRows.NOT_STORED;

  CatalogReader() {
    schemaComments.put(Catalog.DEFAULT_SCHEMA, Optional.empty());
  }

  /**
   * Takes one more row.
   *
   * @throws FormatTooNewException if a newer release wrote it
   */
  void add(@Nullable Object[] row) {
    String kind = text(row, CatalogRows.KIND);
    switch (kind) {
      case "format" -> format = readable(text(row, CatalogRows.DETAIL));
      case "schema" ->
          schemaComments.put(
              text(row, CatalogRows.SCHEMA_NAME), optionalText(row, CatalogRows.COMMENT));
      case "table" -> tables.add(row);
      case "view" -> views.add(row);
      case "column", "dropped_column", "constraint", "view_column" ->
          addPart(row, new Owner(kind, nameOf(row)));
      case "key_column" -> addPart(row, new Owner(kind, constraintNameOf(row)));
      default ->
          throw new FormatTooNewException(
              "the catalog has rows of the unknown kind '" + kind + "'");
    }
  }

  private static int readable(String format) {
    int number = Integer.parseInt(format);
    if (number > CatalogRows.FORMAT) {
      throw new FormatTooNewException(
          "the catalog has format "
              + format
              + " and this release reads up to "
              + CatalogRows.FORMAT
              + ": upgrade Travertine");
    }
    return number;
  }

  private void addPart(@Nullable Object[] row, Owner owner) {
    parts.computeIfAbsent(owner, key -> new ArrayList<>()).add(row);
  }

  private static List<String> nameOf(@Nullable Object[] row) {
    return List.of(text(row, CatalogRows.SCHEMA_NAME), text(row, CatalogRows.TABLE_NAME));
  }

  private static List<String> constraintNameOf(@Nullable Object[] row) {
    return List.of(
        text(row, CatalogRows.SCHEMA_NAME),
        text(row, CatalogRows.TABLE_NAME),
        text(row, CatalogRows.CONSTRAINT_NAME));
  }

  private List<@Nullable Object[]> partsOf(String kind, List<String> name) {
    return parts.getOrDefault(new Owner(kind, name), List.of()).stream()
        .sorted(Comparator.comparingInt(row -> number(row, CatalogRows.ORDINAL)))
        .toList();
  }

  /** The catalog of the rows there were. */
  Catalog catalog(long version) {
    Map<String, Map<String, TableDefinition>> tablesBySchema = new HashMap<>();
    for (@Nullable Object[] row : tables) {
      TableDefinition table = table(row);
      tablesBySchema
          .computeIfAbsent(table.schema(), key -> new HashMap<>())
          .put(table.name(), table);
    }
    Map<String, Map<String, ViewDefinition>> viewsBySchema = new HashMap<>();
    for (@Nullable Object[] row : views) {
      ViewDefinition view = view(row);
      viewsBySchema.computeIfAbsent(view.schema(), key -> new HashMap<>()).put(view.name(), view);
    }
    List<SchemaDefinition> schemas = new ArrayList<>();
    schemaComments.forEach(
        (name, comment) ->
            schemas.add(
                new SchemaDefinition(
                    name,
                    tablesBySchema.getOrDefault(name, Map.of()),
                    viewsBySchema.getOrDefault(name, Map.of()),
                    comment)));
    return Catalog.of(version, format, schemas);
  }

  private TableDefinition table(@Nullable Object[] row) {
    List<ColumnDefinition> columns = columns("column", row);
    List<Constraint> constraints =
        partsOf("constraint", nameOf(row)).stream().map(this::constraint).toList();
    TableDefinition table =
        new TableDefinition(
            text(row, CatalogRows.SCHEMA_NAME),
            text(row, CatalogRows.TABLE_NAME),
            ShardId.parse(text(row, CatalogRows.SHARD)),
            columns,
            CatalogRows.bigNumber(row, CatalogRows.CREATED_AT));
    Object retainMicros = row[CatalogRows.RETAIN_MICROS];
    return table
        .withColumns(columns, columns("dropped_column", row))
        .withConstraints(constraints)
        .withRetainHistory(
            retainMicros == null
                ? Optional.empty()
                : Optional.of(Duration.of((Long) retainMicros, ChronoUnit.MICROS)))
        .withComment(optionalText(row, CatalogRows.COMMENT));
  }

  private List<ColumnDefinition> columns(String kind, @Nullable Object[] table) {
    return partsOf(kind, nameOf(table)).stream().map(CatalogReader::column).toList();
  }

  private static ColumnDefinition column(@Nullable Object[] row) {
    return new ColumnDefinition(
        number(row, CatalogRows.COLUMN_ID),
        text(row, CatalogRows.COLUMN_NAME),
        SqlType.parse(text(row, CatalogRows.TYPE)),
        (Boolean) present(row, CatalogRows.NULLABLE),
        optionalText(row, CatalogRows.DEFAULT_SQL),
        optionalText(row, CatalogRows.IDENTITY).map(Identity::parse),
        optionalText(row, CatalogRows.INITIAL),
        optionalText(row, CatalogRows.COMMENT));
  }

  private Constraint constraint(@Nullable Object[] row) {
    String name = text(row, CatalogRows.CONSTRAINT_NAME);
    String kind = text(row, CatalogRows.TYPE);
    List<Integer> columnIds =
        partsOf("key_column", constraintNameOf(row)).stream()
            .map(column -> number(column, CatalogRows.COLUMN_ID))
            .toList();
    return switch (kind) {
      case "PRIMARY KEY" -> new Constraint.PrimaryKey(name, columnIds);
      case "UNIQUE" -> new Constraint.Unique(name, columnIds);
      case "CHECK" -> new Constraint.Check(name, text(row, CatalogRows.DETAIL));
      default ->
          throw new FormatTooNewException("the catalog has a constraint of kind '" + kind + "'");
    };
  }

  private ViewDefinition view(@Nullable Object[] row) {
    return new ViewDefinition(
        text(row, CatalogRows.SCHEMA_NAME),
        text(row, CatalogRows.TABLE_NAME),
        text(row, CatalogRows.DETAIL),
        partsOf("view_column", nameOf(row)).stream()
            .map(column -> text(column, CatalogRows.COLUMN_NAME))
            .toList(),
        text(row, CatalogRows.SEARCH_SCHEMA),
        CatalogRows.bigNumber(row, CatalogRows.CREATED_AT),
        optionalText(row, CatalogRows.COMMENT));
  }
}
