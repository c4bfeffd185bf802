package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.sqltests.Doors.Door;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What tools ask of a driver, and that the doors answer alike. */
class MetadataTest {

  /** What must differ, and what has nothing to do with the database. */
  private static final Set<String> APART =
      Set.of("getConnection", "getURL", "usesLocalFiles", "unwrap", "isWrapperFor");

  private static Doors doors;

  @BeforeAll
  static void open() throws IOException, SQLException {
    doors = Doors.inMemory();
    try (Connection connection = doors.connect(Door.EMBEDDED);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE t (id INTEGER NOT NULL, name VARCHAR(20))");
      statement.executeUpdate("INSERT INTO t VALUES (1, 'one'), (2, 'two')");
      statement.executeUpdate("CREATE SCHEMA seen");
      statement.executeUpdate("CREATE VIEW seen.shown (label) AS SELECT name FROM t");
      statement.executeUpdate("COMMENT ON TABLE t IS 'numbers'");
      statement.executeUpdate("COMMENT ON COLUMN t.name IS 'in English'");
      statement.executeUpdate("COMMENT ON VIEW seen.shown IS 'names'");
    }
  }

  @AfterAll
  static void close() {
    doors.close();
  }

  /** Every method of DatabaseMetaData that there is, called with patterns that match much. */
  private static List<String> everything(Door door) throws SQLException {
    List<String> answers = new ArrayList<>();
    try (Connection connection = doors.connect(door)) {
      DatabaseMetaData metaData = connection.getMetaData();
      List<Method> methods =
          Arrays.stream(DatabaseMetaData.class.getMethods())
              .filter(method -> !Modifier.isStatic(method.getModifiers()))
              .filter(method -> !APART.contains(method.getName()))
              .sorted(Comparator.comparing(Method::toString))
              .toList();
      for (Method method : methods) {
        answers.add(method.getName() + ": " + answer(metaData, method));
      }
    }
    return answers;
  }

  private static String answer(DatabaseMetaData metaData, Method method) throws SQLException {
    @Nullable Object[] arguments = new @Nullable Object[method.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      Class<?> type = method.getParameterTypes()[i];
      arguments[i] =
          type == boolean.class ? (Object) true : type == int.class ? 1003 : nothing(type, i);
    }
    try {
      Object answer = method.invoke(metaData, arguments);
      if (answer instanceof ResultSet rows) {
        Transcript transcript = new Transcript();
        try (rows) {
          transcript.rows(rows);
          assertThat(rows.getStatement()).isNotNull();
        }
        return transcript.detail();
      }
      return String.valueOf(answer);
    } catch (InvocationTargetException e) {
      return "threw " + e.getCause();
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  /** Null for a catalog and for lists, anything for patterns. */
  private static @Nullable Object nothing(Class<?> type, int position) {
    return type == String.class && position > 0 ? "%" : null;
  }

  @Test
  void noMethodOfTheDatabasesMetadataFailsAndTheDoorsAgree() throws SQLException {
    List<String> embedded = everything(Door.EMBEDDED);

    assertThat(embedded)
        .hasSizeGreaterThan(170)
        .allSatisfy(answer -> assertThat(answer).doesNotContain(": threw "));
    assertThat(everything(Door.PROTOBUF)).isEqualTo(embedded);
    assertThat(everything(Door.JSON)).isEqualTo(embedded);
  }

  /** The calls of a session of DBeaver's generic driver, in its order. */
  @ParameterizedTest
  @EnumSource(Door.class)
  void aSessionOfDbeaver(Door door) throws SQLException {
    try (Connection connection = doors.connect(door)) {
      DatabaseMetaData metaData = connection.getMetaData();
      assertThat(metaData.getDatabaseProductName()).isEqualTo("Travertine");
      assertThat(metaData.getDriverVersion()).isNotBlank();
      assertThat(metaData.isReadOnly()).isFalse();
      assertThat(metaData.supportsTransactions()).isTrue();
      assertThat(metaData.getIdentifierQuoteString()).isEqualTo("\"");
      assertThat(metaData.getSQLKeywords()).isNotBlank();
      try (ResultSet types = metaData.getTypeInfo()) {
        assertThat(types.next()).isTrue();
        assertThat(types.getString("TYPE_NAME")).isNotBlank();
      }
      assertThat(names(metaData.getTableTypes(), "TABLE_TYPE")).contains("TABLE");
      assertThat(names(metaData.getCatalogs(), "TABLE_CAT")).isEmpty();
      assertThat(names(metaData.getSchemas(null, "%"), "TABLE_SCHEM")).contains("public");
      assertThat(names(metaData.getTables(null, "public", "%", null), "TABLE_NAME"))
          .containsExactly("t");
      assertThat(names(metaData.getColumns(null, "public", "%", "%"), "COLUMN_NAME"))
          .containsExactly("id", "name");
      for (ResultSet none :
          List.of(
              metaData.getPrimaryKeys(null, "public", "%"),
              metaData.getIndexInfo(null, "public", "%", false, true),
              metaData.getImportedKeys(null, "public", "%"),
              metaData.getExportedKeys(null, "public", "t"),
              metaData.getProcedures(null, "public", "%"),
              metaData.getFunctions(null, "public", "%"),
              metaData.getTables(null, null, "DBEAVERFAKETABLENAMEFORPING", null))) {
        assertThat(none.next()).isFalse();
        none.close();
      }
      connection.setReadOnly(true);
      connection.setReadOnly(false);
      try (Statement statement =
          connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
        statement.setMaxRows(200);
        statement.setFetchSize(200);
        statement.setQueryTimeout(60);
        statement.setEscapeProcessing(false);
        assertThat(statement.execute("SELECT * FROM t ORDER BY id")).isTrue();
        ResultSet rows = statement.getResultSet();
        ResultSetMetaData columns = rows.getMetaData();
        assertThat(columns.getTableName(1)).isEqualTo("t");
        assertThat(columns.getSchemaName(1)).isEqualTo("public");
        assertThat(columns.getCatalogName(1)).isEmpty();
        assertThat(columns.isNullable(1)).isEqualTo(ResultSetMetaData.columnNoNulls);
        assertThat(columns.isReadOnly(1)).isFalse();
        assertThat(columns.isAutoIncrement(1)).isFalse();
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(2)).isEqualTo("one");
        assertThat(statement.getWarnings() == null).isTrue();
        assertThat(statement.getMoreResults()).isFalse();
        assertThat(statement.getLargeUpdateCount()).isEqualTo(-1);
        assertThat(statement.getGeneratedKeys().next()).isFalse();
      }
      try (PreparedStatement edit =
          connection.prepareStatement("UPDATE t SET name = ? WHERE id = ?")) {
        edit.setString(1, "one");
        edit.setObject(2, 1);
        assertThat(edit.executeUpdate()).isEqualTo(1);
        assertThat(edit.getParameterMetaData().getParameterCount()).isEqualTo(2);
        assertThat(edit.getParameterMetaData().getParameterTypeName(2)).isEqualTo("INTEGER");
      }
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  /** As Tableau and Spark do: columns from a statement that is not executed, or returns nothing. */
  @ParameterizedTest
  @EnumSource(Door.class)
  void columnsAreKnownBeforeAStatementIsExecuted(Door door) throws SQLException {
    try (Connection connection = doors.connect(door);
        PreparedStatement statement = connection.prepareStatement("SELECT * FROM t WHERE 1 = 0")) {
      ResultSetMetaData before = statement.getMetaData();
      assertThat(before.getColumnCount()).isEqualTo(2);
      assertThat(before.getColumnTypeName(2)).isEqualTo("VARCHAR");
      assertThat(before.getPrecision(2)).isEqualTo(20);
      try (ResultSet none = statement.executeQuery()) {
        assertThat(none.getMetaData().getColumnLabel(1)).isEqualTo("id");
        assertThat(none.next()).isFalse();
      }
    }
  }

  private static List<String> names(ResultSet rows, String column) throws SQLException {
    List<String> names = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        names.add(String.valueOf(rows.getString(column)));
      }
    }
    return names;
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void viewsAndCommentsAreShown(Door door) throws SQLException {
    try (Connection connection = doors.connect(door)) {
      DatabaseMetaData metaData = connection.getMetaData();
      try (ResultSet tables = metaData.getTables(null, "seen", "%", new String[] {"VIEW"})) {
        assertThat(tables.next()).isTrue();
        assertThat(tables.getString("TABLE_NAME")).isEqualTo("shown");
        assertThat(tables.getString("TABLE_TYPE")).isEqualTo("VIEW");
        assertThat(tables.getString("REMARKS")).isEqualTo("names");
        assertThat(tables.next()).isFalse();
      }
      try (ResultSet tables = metaData.getTables(null, "public", "t", null)) {
        assertThat(tables.next()).isTrue();
        assertThat(tables.getString("REMARKS")).isEqualTo("numbers");
      }
      try (ResultSet columns = metaData.getColumns(null, "seen", "shown", "%")) {
        assertThat(columns.next()).isTrue();
        assertThat(columns.getString("COLUMN_NAME")).isEqualTo("label");
        assertThat(columns.getString("TYPE_NAME")).isEqualTo("VARCHAR");
        assertThat(columns.getInt("COLUMN_SIZE")).isEqualTo(20);
        assertThat(columns.next()).isFalse();
      }
      try (ResultSet columns = metaData.getColumns(null, "public", "t", "name")) {
        assertThat(columns.next()).isTrue();
        assertThat(columns.getString("REMARKS")).isEqualTo("in English");
      }
    }
  }
}
