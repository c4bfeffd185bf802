package io.travertine.persist.location.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.Racers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Directories with their consensus in SQLite, as earlier releases created them, are used as they
 * are; what is lost of one is missed: what is left of it is not taken for a new one.
 */
class EarlierDirectoriesTest {

  private final Path parent;
  private final SampleDatabase database;
  private final Path marker;
  private final Path consensus;
  private final Path blob;

  EarlierDirectoriesTest(@TempDir Path parent) {
    this.parent = parent;
    this.database = new SampleDatabase(parent.resolve("db"));
    this.marker = database.marker();
    this.consensus = database.path().resolve("consensus.sqlite");
    this.blob = database.blob();
  }

  @Test
  void aDeletedConsensusIsMissed() throws IOException {
    fill(database);
    Files.delete(consensus);
    database
        .refused()
        .hasMessageContaining("missing")
        .hasMessageContaining(database.path().toString());
    assertThat(consensus).doesNotExist();
  }

  @Test
  void aDeletedConsensusIsMissedAlsoWhereNoObjectWasEverWritten() throws IOException {
    create(database).close();
    Files.delete(consensus);
    database.refused().hasMessageContaining("missing");
    assertThat(consensus).doesNotExist();
  }

  @Test
  void anEmptiedConsensusIsMissed() throws IOException {
    fill(database);
    Files.delete(consensus);
    Files.createFile(consensus);
    database.refused().hasMessageContaining("empty").hasMessageContaining(consensus.toString());
    assertThat(consensus).isEmptyFile();
  }

  @Test
  void aConsensusWithoutOurTableIsMissed() throws IOException, SQLException {
    fill(database);
    Files.delete(consensus);
    onConsensus("PRAGMA journal_mode = WAL", "CREATE TABLE t (a)", "DROP TABLE t");
    database.refused().hasMessageContaining("empty").hasMessageContaining(consensus.toString());
    onConsensus("CREATE TABLE diary (day TEXT)");
    database.refused().hasMessageContaining(consensus.toString());
    Files.delete(consensus);
    SampleDatabase other = fill(new SampleDatabase(parent.resolve("other")));
    other.open().close();
    Files.copy(other.path().resolve("consensus.sqlite"), consensus);
    onConsensus("DROP TABLE version");
    database.refused().hasMessageContaining(consensus.toString());
  }

  @Test
  void theConsensusOfAnotherDatabaseIsRefused() throws IOException {
    fill(database);
    SampleDatabase other = fill(new SampleDatabase(parent.resolve("other")));
    Files.delete(consensus);
    Files.copy(other.path().resolve("consensus.sqlite"), consensus);
    database
        .refused()
        .hasMessageContaining(consensus.toString())
        .hasMessageContaining("another database")
        .hasMessageContaining(database.id())
        .hasMessageContaining(other.id());
  }

  @Test
  void deletedObjectsAreMissed() throws IOException {
    fill(database);
    Files.delete(blob.resolve("s~p"));
    Files.delete(blob);
    database.refused().hasMessageContaining("missing").hasMessageContaining(blob.toString());
    assertThat(blob).doesNotExist();
  }

  @Test
  void aDeletedMarkerIsMissed() throws IOException {
    fill(database);
    Files.delete(marker);
    database.refused().hasMessageContaining("missing").hasMessageContaining(marker.toString());
    assertThat(marker).doesNotExist();
  }

  /** The advice that the message gives. */
  @Test
  void aMarkerWrittenByHandBringsTheDatabaseBack() throws IOException {
    fill(database);
    String id = database.id();
    Files.writeString(marker, "format=1\n");
    database.assertFilled();
    assertThat(database.id()).isEqualTo(id);
  }

  @Test
  void whatEarlierReleasesWroteOpensAndIsMarkedFromThenOn() throws IOException, SQLException {
    fill(database);
    asEarlierReleasesWroteIt();
    database.assertFilledForReadingOnly();
    assertThat(Files.readString(marker)).doesNotContain("id=");
    database.assertFilled();
    String id = database.id();
    database.assertFilled();
    assertThat(database.id()).isEqualTo(id);
    Files.delete(consensus);
    database.refused().hasMessageContaining("missing");
  }

  @Test
  void whatEarlierReleasesWroteIsMissedTooOnceItHasObjects() throws IOException, SQLException {
    fill(database);
    asEarlierReleasesWroteIt();
    Files.delete(consensus);
    database.refused().hasMessageContaining("missing");
    Files.createFile(consensus);
    database.refused().hasMessageContaining("empty");
  }

  @Test
  void earlierDatabasesWithoutTheirObjectsAreRefused() throws IOException, SQLException {
    fill(database);
    asEarlierReleasesWroteIt();
    Files.delete(blob.resolve("s~p"));
    Files.delete(blob);
    database.refused().hasMessageContaining("missing").hasMessageContaining(blob.toString());
  }

  @Test
  void manyMayMarkAnEarlierDatabaseAtOnce() throws Exception {
    for (int round = 0; round < 5; round++) {
      fill(database);
      asEarlierReleasesWroteIt();
      List<OpenLocation> all = Racers.race(6, racer -> database.open());
      all.forEach(OpenLocation::close);
      database.assertFilled();
      assertThat(names()).containsExactly("blob", "consensus.sqlite", "travertine.properties");
      for (Path each : List.of(marker, consensus, blob.resolve("s~p"), blob, database.path())) {
        Files.delete(each);
      }
    }
  }

  /** Opens a database whose creation began with an earlier release. */
  private static OpenLocation create(SampleDatabase fresh) throws IOException {
    Files.createDirectories(fresh.path());
    Files.writeString(fresh.marker(), "format=1\n");
    Files.createFile(fresh.path().resolve("consensus.sqlite"));
    return fresh.open();
  }

  private static SampleDatabase fill(SampleDatabase fresh) throws IOException {
    create(fresh).close();
    return fresh.fill();
  }

  /** The marker told the format alone, the consensus had one table. */
  private void asEarlierReleasesWroteIt() throws IOException, SQLException {
    Files.writeString(
        marker, "# A Travertine database. Leave everything in here to it.\nformat=1\n");
    onConsensus("DROP TABLE IF EXISTS database");
  }

  private void onConsensus(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + consensus);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(database.path())) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
