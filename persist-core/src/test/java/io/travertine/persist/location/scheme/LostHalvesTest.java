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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is lost of a database is missed: what is left of it is not taken for a new one. */
class LostHalvesTest {

  private static final Versioned FIRST = new Versioned(new SeqNo(1), "first".getBytes(UTF_8));

  private final Path parent;
  private final Path database;
  private final Path marker;
  private final Path consensus;
  private final Path blob;

  LostHalvesTest(@TempDir Path parent) {
    this.parent = parent;
    this.database = parent.resolve("db");
    this.marker = database.resolve("travertine.properties");
    this.consensus = database.resolve("consensus");
    this.blob = database.resolve("blob");
  }

  @Test
  void aDeletedConsensusIsMissed() throws IOException {
    fill(database);
    delete(consensus);
    refused().hasMessageContaining("missing").hasMessageContaining(consensus.toString());
    assertThat(consensus).doesNotExist();
  }

  @Test
  void aDeletedConsensusIsMissedAlsoWhereNoObjectWasEverWritten() throws IOException {
    open(database).close();
    delete(consensus);
    refused().hasMessageContaining("missing");
    assertThat(consensus).doesNotExist();
  }

  @Test
  void aConsensusWithoutItsLogIsMissed() throws IOException {
    fill(database);
    Files.delete(consensus.resolve("a.log"));
    refused().hasMessageContaining("missing").hasMessageContaining(consensus.toString());
    Files.createFile(consensus.resolve("a.log"));
    refused().hasMessageContaining("header").hasMessageContaining(consensus.toString());
    Files.write(consensus.resolve("a.log"), new byte[1 << 20]);
    refused().hasMessageContaining("header").hasMessageContaining(consensus.toString());
  }

  @Test
  void whatProcessesShareWhileTheyRunIsNotNeeded() throws IOException {
    fill(database);
    Files.delete(consensus.resolve("turn"));
    try (OpenLocation opened =
        Locations.standard().open(PersistLocation.of("file:" + database), OpenOptions.readOnly())) {
      assertFilled(opened);
    }
    assertThat(consensus.resolve("turn")).doesNotExist();
    assertFilled(database);
  }

  @Test
  void theConsensusOfAnotherDatabaseIsRefused() throws IOException {
    fill(database);
    Path other = fill(parent.resolve("other"));
    delete(consensus);
    Files.move(other.resolve("consensus"), consensus);
    refused()
        .hasMessageContaining(consensus.toString())
        .hasMessageContaining("another database")
        .hasMessageContaining(idIn(marker))
        .hasMessageContaining(idIn(other.resolve("travertine.properties")));
  }

  @Test
  void objectsAndConsensusOfTwoDatabasesAreNoDatabase() throws IOException {
    fill(database);
    Path other = fill(parent.resolve("other"));
    PersistLocation mixed = PersistLocation.of("file:" + database).withConsensus("file:" + other);
    assertThatThrownBy(() -> Locations.standard().open(mixed, OpenOptions.readWrite()))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("another database");
    PersistLocation apart =
        PersistLocation.of("file:" + parent.resolve("objects"))
            .withConsensus("file:" + parent.resolve("log"));
    for (int time = 0; time < 2; time++) {
      Locations.standard().open(apart, OpenOptions.readWrite()).close();
    }
    assertThat(idIn(parent.resolve("objects").resolve("travertine.properties")))
        .isEqualTo(idIn(parent.resolve("log").resolve("travertine.properties")));
    assertThatThrownBy(() -> open(parent.resolve("objects"))).isInstanceOf(CorruptException.class);
  }

  @Test
  void deletedObjectsAreMissed() throws IOException {
    fill(database);
    delete(blob);
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
  void manyMayCreateADatabaseAtOnce() throws Exception {
    for (int round = 0; round < 5; round++) {
      Path fresh = parent.resolve("round" + round);
      List<OpenLocation> all = Racers.race(6, racer -> open(fresh));
      all.forEach(OpenLocation::close);
      try (Stream<Path> files = Files.list(fresh)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .containsExactlyInAnyOrder("blob", "consensus", "travertine.properties");
      }
      fill(fresh);
      assertFilled(fresh);
    }
  }

  /** Whatever of the directory was there when its first creator was killed. */
  @Test
  void aCreationThatWasInterruptedAnywhereIsCompleted() throws IOException {
    Files.createDirectory(database);
    open(database).close();
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
              Files.writeString(database.resolve(".tmp-marker"), finished);
            });
    for (Interruption interruption : interruptions) {
      delete(consensus);
      delete(blob);
      Files.writeString(marker, "");
      interruption.strike();
      try (OpenLocation opened = open(database)) {
        assertThat(opened.consensus().listKeys()).isEmpty();
      }
      assertThat(idIn(marker)).isNotEmpty();
      Files.deleteIfExists(database.resolve(".tmp-marker"));
    }
  }

  @FunctionalInterface
  private interface Interruption {
    void strike() throws IOException;
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

  private static OpenLocation open(Path path) {
    return Locations.standard().open(PersistLocation.of("file:" + path), OpenOptions.readWrite());
  }

  private static Path fill(Path path) {
    try (OpenLocation opened = open(path)) {
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

  private static void assertFilled(OpenLocation opened) {
    assertThat(opened.blob().get("s/p")).contains("part".getBytes(UTF_8));
    assertThat(opened.consensus().head("k")).contains(FIRST);
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

  private static String idIn(Path marker) throws IOException {
    return Files.readAllLines(marker).stream()
        .filter(line -> line.startsWith("id="))
        .map(line -> line.substring(3))
        .findFirst()
        .orElse("");
  }
}
