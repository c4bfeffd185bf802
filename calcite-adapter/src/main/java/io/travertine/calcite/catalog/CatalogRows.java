package io.travertine.calcite.catalog;

import io.travertine.calcite.type.SqlType;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.id.ShardId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the catalog shard, which is a relation like any other. Format 1: one row {@code
 * format}, one a {@code schema}, one a {@code table}, one a {@code column}.
 *
 * <p>The default schema is always there and has no row. Kinds of rows that this release does not
 * know make it refuse the catalog, so a newer release that adds one raises the format.
 */
final class CatalogRows {

  /** The newest format this release reads, and the one it writes. */
  static final int FORMAT = 1;

  static final Schema SCHEMA =
      new Schema(
          List.of(
              new Column("kind", ColumnType.STRING, false, 0),
              new Column("schema_name", ColumnType.STRING, true, 1),
              new Column("table_name", ColumnType.STRING, true, 2),
              new Column("ordinal", ColumnType.INT32, true, 3),
              new Column("column_name", ColumnType.STRING, true, 4),
              new Column("column_id", ColumnType.INT32, true, 5),
              new Column("type", ColumnType.STRING, true, 6),
              new Column("nullable", ColumnType.BOOLEAN, true, 7),
              new Column("shard", ColumnType.STRING, true, 8),
              new Column("created_at", ColumnType.INT64, true, 9),
              new Column("detail", ColumnType.STRING, true, 10)));

  @SuppressWarnings(
      "NullAway") // javac 17 loses the nullness of the supertype's argument in class files
  static final Codec<@Nullable Object[]> CODEC = new RowCodec("travertine.catalog", SCHEMA);

  private static final int WIDTH = SCHEMA.width();

  private CatalogRows() {}

  /** The rows of {@code catalog}, each once, as lists so that they compare by value. */
  static Set<List<@Nullable Object>> of(Catalog catalog) {
    Set<List<@Nullable Object>> rows = new LinkedHashSet<>();
    rows.add(row("format", Map.of(10, Integer.toString(FORMAT))));
    for (SchemaDefinition schema : catalog.schemas()) {
      if (!schema.name().equals(Catalog.DEFAULT_SCHEMA)) {
        rows.add(row("schema", Map.of(1, schema.name())));
      }
      for (TableDefinition table : schema.tables()) {
        addTable(table, rows);
      }
    }
    return rows;
  }

  private static void addTable(TableDefinition table, Set<List<@Nullable Object>> rows) {
    rows.add(
        row(
            "table",
            Map.of(
                1,
                table.schema(),
                2,
                table.name(),
                8,
                table.shard().toString(),
                9,
                table.createdAt())));
    for (int i = 0; i < table.columns().size(); i++) {
      ColumnDefinition column = table.columns().get(i);
      Map<Integer, Object> cells = new HashMap<>();
      cells.put(1, table.schema());
      cells.put(2, table.name());
      cells.put(3, i);
      cells.put(4, column.name());
      cells.put(5, column.id());
      cells.put(6, column.type().toString());
      cells.put(7, column.nullable());
      rows.add(row("column", cells));
    }
  }

  private static List<@Nullable Object> row(String kind, Map<Integer, ?> cells) {
    @Nullable Object[] row = new @Nullable Object[WIDTH];
    row[0] = kind;
    cells.forEach((position, cell) -> row[position] = cell);
    return Arrays.asList(row);
  }

  /**
   * The catalog of {@code rows}.
   *
   * @throws FormatTooNewException if a newer release wrote them
   */
  static Catalog read(Iterable<@Nullable Object[]> rows, long version) {
    Map<String, List<TableDefinition>> tables = new LinkedHashMap<>();
    Map<List<String>, @Nullable Object[]> tableRows = new LinkedHashMap<>();
    Map<List<String>, List<@Nullable Object[]>> columnRows = new HashMap<>();
    tables.put(Catalog.DEFAULT_SCHEMA, new ArrayList<>());
    for (@Nullable Object[] row : rows) {
      switch (text(row, 0)) {
        case "format" -> requireReadable(text(row, 10));
        case "schema" -> tables.put(text(row, 1), new ArrayList<>());
        case "table" -> tableRows.put(List.of(text(row, 1), text(row, 2)), row);
        case "column" ->
            columnRows
                .computeIfAbsent(List.of(text(row, 1), text(row, 2)), key -> new ArrayList<>())
                .add(row);
        default ->
            throw new FormatTooNewException(
                "the catalog has rows of the unknown kind '" + row[0] + "'");
      }
    }
    tableRows.forEach(
        (name, row) -> {
          TableDefinition table = table(row, columnRows.getOrDefault(name, List.of()));
          tables.computeIfAbsent(table.schema(), key -> new ArrayList<>()).add(table);
        });
    return Catalog.of(
        version,
        tables.entrySet().stream().map(entry -> schema(entry.getKey(), entry.getValue())).toList());
  }

  /** The table that a row names and its shard, if it is the row of a table. */
  static Optional<ShardNames.Table> tableShard(@Nullable Object[] row) {
    return "table".equals(row[0])
        ? Optional.of(
            new ShardNames.Table(text(row, 1), text(row, 2), ShardId.parse(text(row, 8)), false))
        : Optional.empty();
  }

  private static void requireReadable(String format) {
    if (Integer.parseInt(format) > FORMAT) {
      throw new FormatTooNewException(
          "the catalog has format "
              + format
              + " and this release reads up to "
              + FORMAT
              + ": upgrade Travertine");
    }
  }

  private static SchemaDefinition schema(String name, List<TableDefinition> tables) {
    Map<String, TableDefinition> byName = new HashMap<>();
    tables.forEach(table -> byName.put(table.name(), table));
    return new SchemaDefinition(name, byName);
  }

  private static TableDefinition table(@Nullable Object[] row, List<@Nullable Object[]> columns) {
    List<ColumnDefinition> definitions =
        columns.stream()
            .sorted(Comparator.comparingInt(column -> number(column, 3)))
            .map(CatalogRows::column)
            .toList();
    return new TableDefinition(
        text(row, 1),
        text(row, 2),
        ShardId.parse(text(row, 8)),
        definitions,
        ((Long) present(row, 9)).longValue());
  }

  private static ColumnDefinition column(@Nullable Object[] row) {
    return new ColumnDefinition(
        number(row, 5), text(row, 4), SqlType.parse(text(row, 6)), (Boolean) present(row, 7));
  }

  private static String text(@Nullable Object[] row, int position) {
    return (String) present(row, position);
  }

  private static int number(@Nullable Object[] row, int position) {
    return (Integer) present(row, position);
  }

  private static Object present(@Nullable Object[] row, int position) {
    Object cell = row[position];
    if (cell == null) {
      throw new IllegalStateException(
          "catalog row without " + SCHEMA.column(position).name() + ": " + Arrays.toString(row));
    }
    return cell;
  }
}
