package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to a blob, a statement that needs it says that data is damaged, and which. */
class DamagedBlobsTest {

  private static final int ROWS = 2_000;

  private final Path db;

  DamagedBlobsTest(@TempDir Path parent) {
    this.db = parent.resolve("db");
  }

  @FunctionalInterface
  private interface Damage {
    void to(Path blob, byte[] bytes) throws IOException;
  }

  private static final Map<String, Damage> DAMAGES =
      new TreeMap<>(
          Map.of(
              "deleted", (blob, bytes) -> Files.delete(blob),
              "emptied", (blob, bytes) -> Files.write(blob, new byte[0]),
              "cut", (blob, bytes) -> Files.write(blob, Arrays.copyOf(bytes, bytes.length / 2)),
              "flipped", (blob, bytes) -> Files.write(blob, flipped(bytes)),
              "another's", (blob, bytes) -> Files.writeString(blob, "dear diary, ".repeat(99))));

  private static byte[] flipped(byte[] bytes) {
    byte[] flipped = bytes.clone();
    flipped[bytes.length / 3] ^= 0x10;
    return flipped;
  }

  @Test
  void isSaidToBeDamagedAndNamed() throws IOException, SQLException {
    fill();
    List<Path> blobs = blobs();
    assertThat(blobs).hasSizeGreaterThanOrEqualTo(3);
    int noticed = 0;
    for (Path blob : blobs) {
      byte[] bytes = Files.readAllBytes(blob);
      for (Map.Entry<String, Damage> damage : DAMAGES.entrySet()) {
        String what = blob.getFileName() + " " + damage.getKey();
        damage.getValue().to(blob, bytes);
        noticed += isNoticed(blob, what) ? 1 : 0;
        Files.write(blob, bytes);
      }
      assertThat(count()).as("%s restored", blob).isEqualTo(ROWS);
    }
    assertThat(noticed).as("blobs that are read").isGreaterThanOrEqualTo(3 * DAMAGES.size());
  }

  /** Whether a blob was needed, in which case everything about the failure is right. */
  private boolean isNoticed(Path blob, String what) {
    try {
      assertThat(count()).as(what).isEqualTo(ROWS);
      return false;
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as("%s: %s", what, e.getMessage()).isEqualTo("XX001");
      String id = blob.getFileName().toString().replaceAll(".*[~/]", "");
      assertThat(e.getMessage()).as(what).contains(id);
      return true;
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:travertine:file:" + db);
  }

  private long count() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT COUNT(v) FROM t")) {
      count.next();
      return count.getLong(1);
    }
  }

  private void fill() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE t (id INTEGER NOT NULL, v VARCHAR(200))");
      try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
        for (int i = 0; i < ROWS; i++) {
          insert.setInt(1, i);
          insert.setString(2, "row number " + i * 7919L % 2_003 + " of many");
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }
  }

  private List<Path> blobs() throws IOException {
    try (Stream<Path> files = Files.list(db.resolve("blob"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
