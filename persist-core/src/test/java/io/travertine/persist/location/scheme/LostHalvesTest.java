package io.travertine.persist.location.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.NotADatabaseException;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Racers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is lost of a database is missed: what is left of it is not taken for a new one. */
class LostHalvesTest {

  private final Path parent;
  private final SampleDatabase database;
  private final Path marker;
  private final Path consensus;
  private final Path blob;

  LostHalvesTest(@TempDir Path parent) {
    this.parent = parent;
    this.database = new SampleDatabase(parent.resolve("db"));
    this.marker = database.marker();
    this.consensus = database.path().resolve("consensus");
    this.blob = database.blob();
  }

  @Test
  void aDeletedConsensusIsMissed() throws IOException {
    database.fill();
    delete(consensus);
    database.refused().hasMessageContaining("missing").hasMessageContaining(consensus.toString());
    assertThat(consensus).doesNotExist();
  }

  @Test
  void aDeletedConsensusIsMissedAlsoWhereNoObjectWasEverWritten() throws IOException {
    database.open().close();
    delete(consensus);
    database.refused().hasMessageContaining("missing");
    assertThat(consensus).doesNotExist();
  }

  @Test
  void aConsensusWithoutItsLogIsMissed() throws IOException {
    database.fill();
    Files.delete(consensus.resolve("a.log"));
    database.refused().hasMessageContaining("missing").hasMessageContaining(consensus.toString());
    Files.createFile(consensus.resolve("a.log"));
    database.refused().hasMessageContaining("header").hasMessageContaining(consensus.toString());
    Files.write(consensus.resolve("a.log"), new byte[1 << 20]);
    database.refused().hasMessageContaining("header").hasMessageContaining(consensus.toString());
  }

  @Test
  void whatProcessesShareWhileTheyRunIsNotNeeded() throws IOException {
    database.fill();
    Files.delete(consensus.resolve("turn"));
    database.assertFilledForReadingOnly();
    assertThat(consensus.resolve("turn")).doesNotExist();
    database.assertFilled();
  }

  @Test
  void theConsensusOfAnotherDatabaseIsRefused() throws IOException {
    database.fill();
    SampleDatabase other = new SampleDatabase(parent.resolve("other")).fill();
    delete(consensus);
    Files.move(other.path().resolve("consensus"), consensus);
    database
        .refused()
        .hasMessageContaining(consensus.toString())
        .hasMessageContaining("another database")
        .hasMessageContaining(database.id())
        .hasMessageContaining(other.id());
  }

  @Test
  void objectsAndConsensusOfTwoDatabasesAreNoDatabase() throws IOException {
    database.fill();
    SampleDatabase other = new SampleDatabase(parent.resolve("other")).fill();
    PersistLocation mixed =
        PersistLocation.of("file:" + database.path()).withConsensus("file:" + other.path());
    assertThatThrownBy(() -> Locations.standard().open(mixed, OpenOptions.readWrite()))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("another database");
    SampleDatabase objects = new SampleDatabase(parent.resolve("objects"));
    SampleDatabase log = new SampleDatabase(parent.resolve("log"));
    PersistLocation apart =
        PersistLocation.of("file:" + objects.path()).withConsensus("file:" + log.path());
    for (int time = 0; time < 2; time++) {
      Locations.standard().open(apart, OpenOptions.readWrite()).close();
    }
    assertThat(objects.id()).isEqualTo(log.id());
    assertThatThrownBy(objects::open).isInstanceOf(CorruptException.class);
  }

  @Test
  void deletedObjectsAreMissed() throws IOException {
    database.fill();
    delete(blob);
    database.refused().hasMessageContaining("missing").hasMessageContaining(blob.toString());
    assertThat(blob).doesNotExist();
  }

  @Test
  void aDeletedMarkerIsMissed() throws IOException {
    database.fill();
    Files.delete(marker);
    database.refused().hasMessageContaining("missing").hasMessageContaining(marker.toString());
    assertThat(marker).doesNotExist();
  }

  /** The advice that the message gives. */
  @Test
  void aMarkerWrittenByHandBringsTheDatabaseBack() throws IOException {
    database.fill();
    String id = database.id();
    Files.writeString(marker, "format=1\n");
    database.assertFilled();
    assertThat(database.id()).isEqualTo(id);
  }

  @Test
  void manyMayCreateADatabaseAtOnce() throws Exception {
    for (int round = 0; round < 5; round++) {
      SampleDatabase fresh = new SampleDatabase(parent.resolve("round" + round));
      List<OpenLocation> all = Racers.race(6, racer -> fresh.open());
      all.forEach(OpenLocation::close);
      try (Stream<Path> files = Files.list(fresh.path())) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .containsExactlyInAnyOrder("blob", "consensus", "travertine.properties");
      }
      fresh.fill().assertFilled();
    }
  }

  /** They find nothing, or a database, and never one that has lost something. */
  @Test
  void othersMayTryToReadADatabaseWhileItIsCreated() throws Exception {
    for (int round = 0; round < 20; round++) {
      SampleDatabase fresh = new SampleDatabase(parent.resolve("round" + round));
      Racers.race(
          6,
          racer -> {
            (racer < 2 ? fresh.open() : openedToRead(fresh)).close();
            return racer;
          });
    }
  }

  private static OpenLocation openedToRead(SampleDatabase fresh) {
    while (true) {
      try {
        return fresh.openToRead();
      } catch (NotADatabaseException notYet) {
        assertThat(notYet).hasMessageContaining("open it once for writing");
      }
    }
  }

  /** Whatever of the directory was there when its first creator was killed. */
  @Test
  void aCreationThatWasInterruptedAnywhereIsCompleted() throws IOException {
    Files.createDirectory(database.path());
    database.open().close();
    String finished = Files.readString(marker);
    List<Interruption> interruptions =
        List.of(
            () -> Files.delete(marker),
            () -> Files.writeString(marker, "format=1\n"),
            () -> {
              Files.writeString(marker, "format=1\n");
              Files.createDirectory(blob);
            },
            () -> {
              Files.writeString(marker, "format=1\n");
              Files.createDirectory(blob);
              Files.createDirectory(consensus);
            },
            () -> {
              Files.writeString(marker, "format=1\n");
              Files.createDirectory(blob);
              Files.createDirectory(consensus);
              Files.createFile(consensus.resolve("turn"));
              Files.write(consensus.resolve("a.log"), new byte[10_000]);
            },
            () -> {
              Files.createDirectory(blob);
              Files.writeString(marker, "format=1\n");
              Files.writeString(database.path().resolve(".tmp-marker"), finished);
            });
    for (Interruption interruption : interruptions) {
      delete(consensus);
      delete(blob);
      Files.writeString(marker, "");
      interruption.strike();
      assertThatThrownBy(database::openToRead)
          .isInstanceOf(NotADatabaseException.class)
          .hasMessageContaining("open it once for writing");
      try (OpenLocation opened = database.open()) {
        assertThat(opened.consensus().listKeys()).isEmpty();
      }
      assertThat(database.id()).isNotEmpty();
      Files.deleteIfExists(database.path().resolve(".tmp-marker"));
    }
  }

  @FunctionalInterface
  private interface Interruption {
    void strike() throws IOException;
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      List<Path> files;
      try (Stream<Path> found = Files.list(directory)) {
        files = found.toList();
      }
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(directory);
    }
  }
}
