package io.travertine.jdbc;

import io.travertine.jdbc.catalog.NamePattern;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads information_schema over the connection itself, so that every doorway answers alike. */
final class InformationSchema {

  private final Connection connection;

  InformationSchema(Connection connection) {
    this.connection = connection;
  }

  /** What a table is called, in JDBC's words for what it is. */
  private record Table(String schema, String name, String type, String remarks) {}

  /** A column of a key. */
  private record KeyColumn(String schema, String table, String column, int ordinal, String key) {}

  /** A reader of one row. */
  private interface Reading<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> query(String sql, Reading<T> reading) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<T> read = new ArrayList<>();
      while (rows.next()) {
        read.add(reading.read(rows));
      }
      return read;
    }
  }

  List<Object> schemas(NamePattern schema) throws SQLException {
    return query("SELECT schema_name FROM information_schema.schemata", row -> text(row, 1))
        .stream()
        .filter(schema::matches)
        .sorted()
        .<Object>map(name -> new @Nullable Object[] {name, null})
        .toList();
  }

  /**
   * @param types of {@link #TABLE_TYPES}; null for all
   */
  List<Object> tables(NamePattern schema, NamePattern table, String @Nullable [] types)
      throws SQLException {
    Set<String> wanted = types == null ? Set.of(TABLE_TYPES) : upperCase(types);
    return tables().stream()
        .filter(found -> schema.matches(found.schema) && table.matches(found.name))
        .filter(found -> wanted.contains(found.type))
        .sorted(
            Comparator.comparing(Table::type)
                .thenComparing(Table::schema)
                .thenComparing(Table::name))
        .<Object>map(
            found ->
                new @Nullable Object[] {
                  null,
                  found.schema,
                  found.name,
                  found.type,
                  found.remarks,
                  null,
                  null,
                  null,
                  null,
                  null
                })
        .toList();
  }

  /** What kinds of tables there are. */
  static final String[] TABLE_TYPES = {"SYSTEM TABLE", "TABLE", "VIEW"};

  private static Set<String> upperCase(String[] types) {
    Set<String> upper = new java.util.HashSet<>();
    for (String type : types) {
      upper.add(type.toUpperCase(Locale.ROOT));
    }
    return upper;
  }

  private List<Table> tables() throws SQLException {
    return query(
        "SELECT table_schema, table_name, table_type, remarks FROM information_schema.tables",
        row -> new Table(text(row, 1), text(row, 2), type(text(row, 3)), text(row, 4)));
  }

  private static String type(String standard) {
    return switch (standard) {
      case "BASE TABLE" -> "TABLE";
      case "SYSTEM VIEW", "SYSTEM TABLE" -> "SYSTEM TABLE";
      default -> standard;
    };
  }

  List<Object> columns(NamePattern schema, NamePattern table, NamePattern column)
      throws SQLException {
    return query(
            "SELECT table_schema, table_name, column_name, data_type_code, type_name, column_size,"
                + " decimal_digits, num_prec_radix, nullable, remarks, column_default,"
                + " char_octet_length, ordinal_position, is_nullable, is_autoincrement,"
                + " is_generatedcolumn FROM information_schema.columns",
            InformationSchema::columnRow)
        .stream()
        .filter(
            row ->
                schema.matches((String) row[1])
                    && table.matches((String) row[2])
                    && column.matches((String) row[3]))
        .sorted(
            Comparator.<@Nullable Object[], String>comparing(row -> String.valueOf(row[1]))
                .thenComparing(row -> String.valueOf(row[2]))
                .thenComparing(row -> (Integer) Objects.requireNonNull(row[16])))
        .<Object>map(row -> row)
        .toList();
  }

  /** {@link io.travertine.jdbc.catalog.Shape#COLUMNS}. */
  private static @Nullable Object[] columnRow(ResultSet row) throws SQLException {
    return new @Nullable Object[] {
      null,
      text(row, 1),
      text(row, 2),
      text(row, 3),
      row.getInt(4),
      text(row, 5),
      row.getInt(6),
      null,
      row.getObject(7, Integer.class),
      row.getObject(8, Integer.class),
      row.getInt(9),
      text(row, 10),
      row.getString(11),
      null,
      null,
      row.getObject(12, Integer.class),
      row.getInt(13),
      text(row, 14),
      null,
      null,
      null,
      null,
      text(row, 15),
      text(row, 16)
    };
  }

  /** The columns of the keys of a kind: PRIMARY KEY or UNIQUE. */
  private List<KeyColumn> keys(NamePattern schema, NamePattern table, Set<String> kinds)
      throws SQLException {
    Set<List<String>> wanted =
        Set.copyOf(
            query(
                    "SELECT table_schema, table_name, constraint_name, constraint_type"
                        + " FROM information_schema.table_constraints",
                    row -> List.of(text(row, 1), text(row, 2), text(row, 3), text(row, 4)))
                .stream()
                .filter(row -> kinds.contains(row.get(3)))
                .map(row -> row.subList(0, 3))
                .toList());
    return query(
            "SELECT table_schema, table_name, column_name, ordinal_position, constraint_name"
                + " FROM information_schema.key_column_usage",
            row ->
                new KeyColumn(
                    text(row, 1), text(row, 2), text(row, 3), row.getInt(4), text(row, 5)))
        .stream()
        .filter(key -> schema.matches(key.schema) && table.matches(key.table))
        .filter(key -> wanted.contains(List.of(key.schema, key.table, key.key)))
        .toList();
  }

  /** {@link io.travertine.jdbc.catalog.Shape#PRIMARY_KEYS}, by column name. */
  List<Object> primaryKeyRows(NamePattern schema, NamePattern table) throws SQLException {
    return keys(schema, table, Set.of("PRIMARY KEY")).stream()
        .sorted(Comparator.comparing(KeyColumn::column))
        .<Object>map(
            key ->
                new @Nullable Object[] {
                  null, key.schema, key.table, key.column, (short) key.ordinal, key.key
                })
        .toList();
  }

  /** {@link io.travertine.jdbc.catalog.Shape#ROW_IDENTIFIERS}: the primary key, in its order. */
  List<Object> rowIdentifierRows(NamePattern schema, NamePattern table) throws SQLException {
    Map<List<Object>, @Nullable Object[]> columns = new HashMap<>();
    for (Object column : columns(schema, table, NamePattern.of(null))) {
      @Nullable Object[] row = (@Nullable Object[]) column;
      columns.put(List.of(String.valueOf(row[1]), String.valueOf(row[2]), named(row)), row);
    }
    return keys(schema, table, Set.of("PRIMARY KEY")).stream()
        .sorted(Comparator.comparing(KeyColumn::schema).thenComparing(KeyColumn::ordinal))
        .map(key -> columns.get(List.of(key.schema, key.table, key.column)))
        .filter(Objects::nonNull)
        .<Object>map(InformationSchema::rowIdentifier)
        .toList();
  }

  private static String named(@Nullable Object[] column) {
    return String.valueOf(column[3]);
  }

  private static @Nullable Object[] rowIdentifier(@Nullable Object[] column) {
    Integer digits = (Integer) column[8];
    return new @Nullable Object[] {
      (short) DatabaseMetaData.bestRowSession,
      named(column),
      column[4],
      column[5],
      column[6],
      null,
      digits == null ? null : digits.shortValue(),
      (short) DatabaseMetaData.bestRowNotPseudo
    };
  }

  /** {@link io.travertine.jdbc.catalog.Shape#INDEX_INFO}: the keys are all there is. */
  List<Object> indexRows(NamePattern schema, NamePattern table) throws SQLException {
    return keys(schema, table, Set.of("PRIMARY KEY", "UNIQUE")).stream()
        .sorted(Comparator.comparing(KeyColumn::key).thenComparing(KeyColumn::ordinal))
        .<Object>map(
            key ->
                new @Nullable Object[] {
                  null,
                  key.schema,
                  key.table,
                  false,
                  null,
                  key.key,
                  DatabaseMetaData.tableIndexOther,
                  (short) key.ordinal,
                  key.column,
                  null,
                  0L,
                  0L,
                  null
                })
        .toList();
  }

  private static String text(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }
}
