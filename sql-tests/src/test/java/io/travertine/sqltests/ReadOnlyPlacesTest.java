package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ;readOnly=true} where nothing can be written. */
class ReadOnlyPlacesTest {

  private static final int ROWS = 3_000;
  private static final String COUNT = "SELECT COUNT(*) FROM t";

  private final Path parent;
  private final Path db;
  private final Path mount;

  ReadOnlyPlacesTest(@TempDir Path parent) {
    this.parent = parent;
    this.db = parent.resolve("db");
    this.mount = parent.resolve("mount");
  }

  @AfterEach
  void giveBack() throws IOException, InterruptedException {
    if (Files.exists(mount)) {
      succeeds("umount", mount.toString());
    }
    if (Files.exists(db)) {
      permit(db, "rwxr-xr-x");
    }
  }

  @Test
  void aReadOnlyFileSystemCanBeRead() throws Exception {
    fill().close();
    mountForReading(db);
    try (Connection connection = reader(mount);
        Statement statement = connection.createStatement()) {
      assertReadable(statement);
      connection.setReadOnly(false);
      assertRefused("25006", statement, "DELETE FROM t");
    }
    assertThatThrownBy(() -> connect(mount))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("open for reading only");
  }

  @Test
  void aReadOnlyFileSystemCanBeReadAsAKilledProcessLeftIt() throws Exception {
    Path left = parent.resolve("left");
    try (Connection connection = fill()) {
      copy(db, left);
    }
    mountForReading(left);
    try (Connection connection = reader(mount);
        Statement statement = connection.createStatement()) {
      assertReadable(statement);
    }
  }

  @Test
  void aDirectoryOfSomebodyElseCanBeReadWhileNobodyHasItOpen() throws Exception {
    assumeTrue(SqlProcess.isPossible(), "nobody here keeps to permissions");
    fill().close();
    permit(db, "r-xr-xr-x");
    try (SqlProcess reader = readingProcess()) {
      assertThat(reader.answer(COUNT)).isEqualTo("" + ROWS);
      assertThat(reader.answer(COUNT + " AS OF CURRENT_TIMESTAMP")).isEqualTo("" + ROWS);
      assertThat(reader.answer("DELETE FROM t")).startsWith("25006");
    }
  }

  /** One of them is enough to keep anybody from writing. */
  @Test
  void filesOfSomebodyElseCanBeReadInADirectoryOfOnesOwn() throws Exception {
    assumeTrue(SqlProcess.isPossible(), "nobody here keeps to permissions");
    fill().close();
    Path consensus = db.resolve("consensus");
    for (String name : List.of("a.log", "turn")) {
      Path file = consensus.resolve(name);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
      try (SqlProcess reader = readingProcess()) {
        assertThat(reader.answer(COUNT)).as(name).isEqualTo("" + ROWS);
        assertThat(reader.answer("DELETE FROM t")).startsWith("25006");
      }
      try (SqlProcess writer =
          SqlProcess.startWithoutPrivilege(
              "jdbc:travertine:file:" + db, parent.resolve("writer.log"))) {
        assertThat(writer.answer(COUNT))
            .startsWith("08001")
            .contains("let this user write there", consensus.toString());
      }
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  @Test
  void aDirectoryOfSomebodyElseCanBeReadWhileItIsWritten() throws Exception {
    assumeTrue(SqlProcess.isPossible(), "nobody here keeps to permissions");
    fill().close();
    permit(db, "r-xr-xr-x");
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can write it now");
    try (SqlProcess reader = readingProcess()) {
      int rows = ROWS;
      assertThat(reader.answer(COUNT)).isEqualTo("" + rows);
      for (int time = 0; time < 3; time++) {
        try (Connection connection = connect(db);
            Statement statement = connection.createStatement()) {
          for (int i = 0; i < 5; i++) {
            statement.executeUpdate("INSERT INTO t VALUES (-1, 'more')");
            assertThat(reader.answer(COUNT)).as("while it is open").isEqualTo("" + ++rows);
          }
        }
        assertThat(reader.answer(COUNT)).as("after it was closed").isEqualTo("" + rows);
      }
    }
  }

  @Test
  void whatIsNotThereIsNotCreatedForReading() {
    Path absent = parent.resolve("absent");
    assertThatThrownBy(() -> reader(absent))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
        .hasMessageContaining("open it once for writing");
    assertThat(absent).doesNotExist();
  }

  /** Where writing is possible, a reader holds what it reads, as ever. */
  @Test
  void aWritableDirectoryIsReadInCompanyOfItsWriters() throws Exception {
    try (Connection writer = fill();
        Statement change = writer.createStatement();
        Connection connection = reader(db);
        Statement statement = connection.createStatement()) {
      assertReadable(statement);
      change.executeUpdate("INSERT INTO t VALUES (-1, 'more')");
      assertThat(first(statement, COUNT)).isEqualTo("" + (ROWS + 1));
    }
  }

  private void assertReadable(Statement statement) throws SQLException {
    assertThat(first(statement, COUNT)).isEqualTo("" + ROWS);
    assertThat(first(statement, "SELECT COUNT(*) FROM t JOIN u ON t.id = u.id")).isEqualTo("1");
    assertThat(first(statement, COUNT + " AS OF CURRENT_TIMESTAMP")).isEqualTo("" + ROWS);
    assertThat(
            first(
                statement,
                "SELECT COUNT(*) FROM t FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP JOIN u ON t.id = u.id"))
        .isEqualTo("1");
    assertThat(
            first(
                statement, "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 'u'"))
        .isEqualTo("1");
    assertThat(first(statement, "SELECT COUNT(*) FROM blank, t")).isEqualTo("0");
    assertThat(first(statement, "SELECT COUNT(*) FROM blank")).isEqualTo("0");
    assertRefused("25006", statement, "INSERT INTO t VALUES (1, 'x')");
    assertRefused("25006", statement, "CREATE TABLE v (id INTEGER)");
    assertRefused("25006", statement, "DROP TABLE u");
    assertThat(first(statement, "SELECT COUNT(v) FROM t")).isEqualTo("" + ROWS);
  }

  private static void assertRefused(String sqlState, Statement statement, String sql) {
    assertThatThrownBy(() -> statement.execute(sql))
        .as(sql)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(sqlState));
  }

  private static String first(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** A database with rows in blobs, open. */
  private Connection fill() throws SQLException {
    Connection connection = connect(db);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE t (id INTEGER NOT NULL, v VARCHAR(200))");
      statement.executeUpdate("CREATE TABLE blank (id INTEGER)");
      statement.executeUpdate("CREATE TABLE u (id INTEGER NOT NULL)");
      statement.executeUpdate("INSERT INTO u VALUES (7)");
      try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
        for (int i = 0; i < ROWS; i++) {
          insert.setInt(1, i);
          insert.setString(2, "row number " + i * 7919L % 2_003 + " of many");
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }
    return connection;
  }

  private static Connection connect(Path directory) throws SQLException {
    return DriverManager.getConnection("jdbc:travertine:file:" + directory);
  }

  private static Connection reader(Path directory) throws SQLException {
    return DriverManager.getConnection("jdbc:travertine:file:" + directory + ";readOnly=true");
  }

  private SqlProcess readingProcess() throws IOException {
    return SqlProcess.startWithoutPrivilege(
        "jdbc:travertine:file:" + db + ";readOnly=true", parent.resolve("reader.log"));
  }

  private void mountForReading(Path directory) throws IOException, InterruptedException {
    Files.createDirectory(mount);
    boolean mounted =
        succeeds("mount", "--bind", directory.toString(), mount.toString())
            && succeeds("mount", "-o", "remount,bind,ro", mount.toString());
    assumeTrue(mounted, "nothing can be mounted here");
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(from)) {
      // the socket at which processes meet cannot be copied
      files =
          all.filter(file -> Files.isDirectory(file) || Files.isRegularFile(file))
              .sorted()
              .toList();
    }
    for (Path file : files) {
      Files.copy(file, to.resolve(from.relativize(file)));
    }
  }

  private static void permit(Path directory, String permissions) throws IOException {
    for (Path each :
        List.of(directory, directory.resolve("blob"), directory.resolve("consensus"))) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString(permissions));
    }
  }
}
