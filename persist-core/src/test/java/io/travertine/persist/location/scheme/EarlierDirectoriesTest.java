package io.travertine.persist.location.scheme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Consensus.CasOutcome;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Racers;
import io.travertine.persist.location.Versioned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Directories with their consensus in SQLite, as earlier releases created them, are used as they
 * are; what is lost of one is missed: what is left of it is not taken for a new one.
 */
class EarlierDirectoriesTest {

  private static final Versioned FIRST = new Versioned(new SeqNo(1), "first".getBytes(UTF_8));

  private final Path parent;
  private final Path database;
  private final Path marker;
  private final Path consensus;
  private final Path blob;

  EarlierDirectoriesTest(@TempDir Path parent) {
    this.parent = parent;
    this.database = parent.resolve("db");
    this.marker = database.resolve("travertine.properties");
    this.consensus = database.resolve("consensus.sqlite");
    this.blob = database.resolve("blob");
  }

  @Test
  void aDeletedConsensusIsMissed() throws IOException {
    fill(database);
    Files.delete(consensus);
    refused().hasMessageContaining("missing").hasMessageContaining(database.toString());
    assertThat(consensus).doesNotExist();
  }

  @Test
  void aDeletedConsensusIsMissedAlsoWhereNoObjectWasEverWritten() throws IOException {
    create(database).close();
    Files.delete(consensus);
    refused().hasMessageContaining("missing");
    assertThat(consensus).doesNotExist();
  }

  @Test
  void anEmptiedConsensusIsMissed() throws IOException {
    fill(database);
    Files.delete(consensus);
    Files.createFile(consensus);
    refused().hasMessageContaining("empty").hasMessageContaining(consensus.toString());
    assertThat(consensus).isEmptyFile();
  }

  @Test
  void aConsensusWithoutOurTableIsMissed() throws IOException, SQLException {
    fill(database);
    Files.delete(consensus);
    onConsensus("PRAGMA journal_mode = WAL", "CREATE TABLE t (a)", "DROP TABLE t");
    refused().hasMessageContaining("empty").hasMessageContaining(consensus.toString());
    onConsensus("CREATE TABLE diary (day TEXT)");
    refused().hasMessageContaining(consensus.toString());
    Files.delete(consensus);
    open(fill(parent.resolve("other"))).close();
    Files.copy(parent.resolve("other").resolve("consensus.sqlite"), consensus);
    onConsensus("DROP TABLE version");
    refused().hasMessageContaining(consensus.toString());
  }

  @Test
  void theConsensusOfAnotherDatabaseIsRefused() throws IOException {
    fill(database);
    Path other = fill(parent.resolve("other"));
    Files.delete(consensus);
    Files.copy(other.resolve("consensus.sqlite"), consensus);
    refused()
        .hasMessageContaining(consensus.toString())
        .hasMessageContaining("another database")
        .hasMessageContaining(idIn(marker))
        .hasMessageContaining(idIn(other.resolve("travertine.properties")));
  }

  @Test
  void deletedObjectsAreMissed() throws IOException {
    fill(database);
    Files.delete(blob.resolve("s~p"));
    Files.delete(blob);
    refused().hasMessageContaining("missing").hasMessageContaining(blob.toString());
    assertThat(blob).doesNotExist();
  }

  @Test
  void aDeletedMarkerIsMissed() throws IOException {
    fill(database);
    Files.delete(marker);
    refused().hasMessageContaining("missing").hasMessageContaining(marker.toString());
    assertThat(marker).doesNotExist();
  }

  /** The advice that the message gives. */
  @Test
  void aMarkerWrittenByHandBringsTheDatabaseBack() throws IOException {
    fill(database);
    String id = idIn(marker);
    Files.writeString(marker, "format=1\n");
    assertFilled(database);
    assertThat(idIn(marker)).isEqualTo(id);
  }

  @Test
  void whatEarlierReleasesWroteOpensAndIsMarkedFromThenOn() throws IOException, SQLException {
    fill(database);
    asEarlierReleasesWroteIt();
    assertFilledForReadingOnly();
    assertThat(Files.readString(marker)).doesNotContain("id=");
    assertFilled(database);
    String id = idIn(marker);
    assertFilled(database);
    assertThat(idIn(marker)).isEqualTo(id);
    Files.delete(consensus);
    refused().hasMessageContaining("missing");
  }

  @Test
  void whatEarlierReleasesWroteIsMissedTooOnceItHasObjects() throws IOException, SQLException {
    fill(database);
    asEarlierReleasesWroteIt();
    Files.delete(consensus);
    refused().hasMessageContaining("missing");
    Files.createFile(consensus);
    refused().hasMessageContaining("empty");
  }

  @Test
  void earlierDatabasesWithoutTheirObjectsAreRefused() throws IOException, SQLException {
    fill(database);
    asEarlierReleasesWroteIt();
    Files.delete(blob.resolve("s~p"));
    Files.delete(blob);
    refused().hasMessageContaining("missing").hasMessageContaining(blob.toString());
  }

  @Test
  void manyMayMarkAnEarlierDatabaseAtOnce() throws Exception {
    for (int round = 0; round < 5; round++) {
      fill(database);
      asEarlierReleasesWroteIt();
      List<OpenLocation> all = Racers.race(6, racer -> open(database));
      all.forEach(OpenLocation::close);
      assertFilled(database);
      assertThat(names()).containsExactly("blob", "consensus.sqlite", "travertine.properties");
      for (Path file : List.of(marker, consensus, blob.resolve("s~p"), blob, database)) {
        Files.delete(file);
      }
    }
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused() {
    assertThatThrownBy(
            () ->
                Locations.standard()
                    .open(PersistLocation.of("file:" + database), OpenOptions.readOnly())
                    .close())
        .isInstanceOf(CorruptException.class);
    return assertThatThrownBy(() -> open(database).close())
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("backup");
  }

  /** Opens a database whose creation began with an earlier release. */
  private static OpenLocation create(Path path) throws IOException {
    Files.createDirectories(path);
    Files.writeString(path.resolve("travertine.properties"), "format=1\n");
    Files.createFile(path.resolve("consensus.sqlite"));
    return open(path);
  }

  private static OpenLocation open(Path path) {
    return Locations.standard().open(PersistLocation.of("file:" + path), OpenOptions.readWrite());
  }

  private static Path fill(Path path) throws IOException {
    try (OpenLocation opened = create(path)) {
      opened.blob().set("s/p", "part".getBytes(UTF_8));
      assertThat(opened.consensus().compareAndSet("k", Optional.empty(), FIRST))
          .isEqualTo(CasOutcome.COMMITTED);
    }
    return path;
  }

  private static void assertFilled(Path path) {
    try (OpenLocation opened = open(path)) {
      assertFilled(opened);
    }
  }

  private void assertFilledForReadingOnly() {
    PersistLocation location = PersistLocation.of("file:" + database);
    try (OpenLocation opened = Locations.standard().open(location, OpenOptions.readOnly())) {
      assertFilled(opened);
    }
  }

  private static void assertFilled(OpenLocation opened) {
    assertThat(opened.blob().get("s/p")).contains("part".getBytes(UTF_8));
    assertThat(opened.consensus().head("k")).contains(FIRST);
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

  private static String idIn(Path marker) throws IOException {
    return Files.readAllLines(marker).stream()
        .filter(line -> line.startsWith("id="))
        .map(line -> line.substring(3))
        .findFirst()
        .orElseThrow();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(database)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
