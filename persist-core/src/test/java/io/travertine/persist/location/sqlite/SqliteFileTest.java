package io.travertine.persist.location.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.NotADatabaseException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Consensus.CasOutcome;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a consensus file is, and what is none. */
class SqliteFileTest {

  private final Path path;

  SqliteFileTest(@TempDir Path directory) {
    this.path = directory.resolve("consensus.sqlite");
  }

  @Test
  void isWhatItsSpecificationSays() throws SQLException {
    open().close();
    assertThat(pragma("journal_mode")).isEqualTo("wal");
    assertThat(pragma("application_id")).isEqualTo("1414682196");
    assertThat(pragma("user_version")).isEqualTo("1");
    assertThat(pragma("integrity_check")).isEqualTo("ok");
  }

  @Test
  void everyConnectionForcesItsCommitsAndBoundsTheLog() throws SQLException {
    open().close();
    try (Connection connection =
        new SqliteFile(path, Access.READ_WRITE).impatient(Optional.empty()).getConnection()) {
      assertThat(query(connection, "PRAGMA synchronous")).isEqualTo("2");
      assertThat(query(connection, "PRAGMA fullfsync")).isEqualTo("1");
      assertThat(query(connection, "PRAGMA checkpoint_fullfsync")).isEqualTo("1");
      assertThat(query(connection, "PRAGMA wal_autocheckpoint")).isEqualTo("1000");
      assertThat(query(connection, "PRAGMA journal_size_limit")).isEqualTo("16777216");
      assertThat(query(connection, "PRAGMA busy_timeout")).isEqualTo("0");
    }
  }

  @Test
  void refusesWhatIsNoSqliteFile() throws IOException {
    Files.writeString(path, "dear diary, ".repeat(1_000));
    assertThatThrownBy(this::open)
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining(path.toString());
    assertThat(Files.readString(path)).startsWith("dear diary");
  }

  @Test
  void refusesTheSqliteFileOfAnotherProgram() throws SQLException {
    execute("CREATE TABLE diary (day TEXT)");
    assertThatThrownBy(this::open)
        .isInstanceOf(NotADatabaseException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining("not one of Travertine's");
    assertThat(pragma("journal_mode")).isEqualTo("delete");
    execute("PRAGMA application_id = 77");
    assertThatThrownBy(this::open).isInstanceOf(NotADatabaseException.class);
  }

  @Test
  void refusesANewerFormat() throws SQLException {
    open().close();
    execute("PRAGMA user_version = 2");
    assertThatThrownBy(this::open)
        .isInstanceOf(FormatTooNewException.class)
        .hasMessageContaining("format 2")
        .hasMessageContaining("upgrade");
  }

  @Test
  void saysWhichFileIsDamaged() throws IOException {
    try (SqliteConsensus consensus = open()) {
      for (int i = 1; i <= 200; i++) {
        append(consensus, i, new byte[1_000]);
      }
    }
    byte[] garbage = new byte[4_096];
    Arrays.fill(garbage, (byte) 0xA5);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      for (long page = 1; page * 4_096 < file.length(); page++) {
        file.seek(page * 4_096);
        file.write(garbage);
      }
    }
    try (SqliteConsensus consensus = open()) {
      assertThatThrownBy(() -> consensus.head("k"))
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining(path.toString());
      assertThatThrownBy(() -> append(consensus, 201, new byte[1]))
          .isInstanceOf(CorruptException.class);
      assertThatThrownBy(consensus::listKeys).isInstanceOf(CorruptException.class);
    }
  }

  @Test
  void saysWhatToDoAboutAMissingDirectory() {
    Path lost = path.resolveSibling("lost").resolve("consensus.sqlite");
    assertThatThrownBy(
            () -> SqliteConsensus.open(lost, Access.READ_WRITE, Clock.system(), Seed.of(1)).close())
        .isInstanceOf(DeterminateException.class)
        .hasMessageContaining(lost.toString())
        .hasMessageContaining("write the file and its directory");
  }

  @Test
  void readingOnlyNeedsAFileAndWritesNothing() throws IOException {
    assertThatThrownBy(this::openReadOnly)
        .isInstanceOf(NotADatabaseException.class)
        .hasMessageContaining("open it once for writing");
    assertThat(path).doesNotExist();
    Files.createFile(path); // as SQLite does before it writes
    assertThatThrownBy(this::openReadOnly)
        .isInstanceOf(NotADatabaseException.class)
        .hasMessageContaining("open it once for writing");
    try (SqliteConsensus consensus = open()) {
      append(consensus, 1, "one".getBytes(UTF_8));
    }
    byte[] before = Files.readAllBytes(path);
    try (SqliteConsensus readOnly = openReadOnly()) {
      assertThat(readOnly.head("k")).isPresent();
      assertThatThrownBy(() -> append(readOnly, 2, new byte[0]))
          .isInstanceOf(DeterminateException.class)
          .hasMessageContaining("readonly");
      assertThat(readOnly.listKeys()).containsExactly("k");
    }
    assertThat(Files.readAllBytes(path)).isEqualTo(before);
  }

  @Test
  void aReaderSeesWhatAWriterCommitsMeanwhile() {
    try (SqliteConsensus writer = open();
        SqliteConsensus reader = openReadOnly()) {
      append(writer, 1, new byte[1]);
      assertThat(reader.head("k").map(Versioned::seqNo)).contains(new SeqNo(1));
      append(writer, 2, new byte[1]);
      assertThat(reader.head("k").map(Versioned::seqNo)).contains(new SeqNo(2));
    }
  }

  @Test
  void theLogStaysSmallInOrdinaryUse() {
    SqliteFile file = new SqliteFile(path, Access.READ_WRITE);
    try (SqliteConsensus consensus = open()) {
      for (int i = 1; i <= 600; i++) {
        append(consensus, i, new byte[10_000]);
        consensus.truncate("k", new SeqNo(i));
      }
      assertThat(file.logBytes()).isBetween(1L, 6L << 20);
      assertThat(path.toFile().length()).isLessThan(8L << 20);
    }
    assertThat(file.logBytes()).isZero();
  }

  @Test
  void theLogIsEmptiedOnceAReaderThatHeldItYields() throws SQLException {
    SqliteFile file = new SqliteFile(path, Access.READ_WRITE);
    try (SqliteConsensus consensus = open()) {
      append(consensus, 1, new byte[1]);
      int seqNo = 1;
      try (Connection reader = connect();
          Statement statement = reader.createStatement()) {
        statement.execute("BEGIN");
        query(reader, "SELECT count(*) FROM version");
        while (file.logBytes() <= 80 << 20) {
          append(consensus, ++seqNo, new byte[2 << 20]);
        }
      }
      for (int i = 0; i < 6; i++) {
        append(consensus, ++seqNo, new byte[2 << 20]);
      }
      assertThat(file.logBytes()).isLessThan(20 << 20);
      assertThat(consensus.head("k").map(Versioned::seqNo)).contains(new SeqNo(seqNo));
    }
  }

  private SqliteConsensus open() {
    return SqliteConsensus.open(path, Access.READ_WRITE, Clock.system(), Seed.of(1));
  }

  private SqliteConsensus openReadOnly() {
    return SqliteConsensus.open(path, Access.READ_ONLY, Clock.system(), Seed.of(1));
  }

  private static void append(SqliteConsensus consensus, int seqNo, byte[] data) {
    Optional<SeqNo> expected = seqNo == 1 ? Optional.empty() : Optional.of(new SeqNo(seqNo - 1));
    assertThat(consensus.compareAndSet("k", expected, new Versioned(new SeqNo(seqNo), data)))
        .isEqualTo(CasOutcome.COMMITTED);
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + path);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String pragma(String name) throws SQLException {
    try (Connection connection = connect()) {
      return query(connection, "PRAGMA " + name);
    }
  }

  private static String query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "";
    }
  }
}
