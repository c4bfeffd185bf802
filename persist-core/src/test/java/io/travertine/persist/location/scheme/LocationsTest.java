package io.travertine.persist.location.scheme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.NotADatabaseException;
import io.travertine.persist.error.ReadOnlyException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Racers;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.memory.MemoryPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocationsTest {

  private static final Versioned FIRST = new Versioned(new SeqNo(1), "first".getBytes(UTF_8));

  private final Path directory;

  LocationsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void aDirectoryBecomesADatabaseAndIsFoundAgain() throws IOException {
    Path path = directory.resolve("deeper").resolve("a b?c%d#é;'");
    try (OpenLocation opened = open(path)) {
      write(opened);
    }
    assertThat(names(path)).contains("travertine.properties", "blob", "consensus");
    assertThat(Files.readString(path.resolve("travertine.properties"))).contains("format=1\n");
    try (OpenLocation again = open(path);
        OpenLocation atTheSameTime = open(path)) {
      assertWritten(again);
      assertWritten(atTheSameTime);
    }
  }

  @Test
  void anAbsoluteFileUrlIsAPathToo() {
    try (OpenLocation opened = open("file://" + directory)) {
      write(opened);
    }
    try (OpenLocation opened = open("file:" + directory)) {
      assertWritten(opened);
    }
  }

  @Test
  void manyMayCreateOneDatabaseAtOnce() throws Exception {
    for (int round = 0; round < 5; round++) {
      Path path = directory.resolve("round" + round);
      List<OpenLocation> all = Racers.race(6, racer -> open(path));
      write(all.get(0));
      all.forEach(LocationsTest::assertWritten);
      all.forEach(OpenLocation::close);
      assertThat(names(path)).noneMatch(name -> name.startsWith("."));
    }
  }

  @Test
  void refusesADirectoryWithOtherThingsAndLeavesItAlone() throws IOException {
    Files.writeString(directory.resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> open(directory))
        .isInstanceOf(NotADatabaseException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("use an empty or new directory");
    assertThat(names(directory)).containsExactly("notes.txt");
  }

  @Test
  void refusesAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(NotADatabaseException.class)
        .hasMessageContaining("is a file");
    assertThatThrownBy(() -> open(file.resolve("below")))
        .isInstanceOf(DeterminateException.class)
        .hasMessageContaining("below");
    assertThat(Files.readString(file)).isEqualTo("mine");
  }

  @Test
  void whatAKilledCreatorLeftDoesNotStandInTheWay() throws IOException {
    Files.writeString(directory.resolve(".tmp-someone"), "# A Trav");
    try (OpenLocation opened = open(directory)) {
      write(opened);
    }
    assertThat(names(directory)).contains(".tmp-someone");
  }

  @Test
  void refusesANewerOrADamagedMarker() throws IOException {
    open(directory).close();
    Path marker = directory.resolve("travertine.properties");
    Files.writeString(marker, "format=2\n");
    assertThatThrownBy(() -> open(directory))
        .isInstanceOf(FormatTooNewException.class)
        .hasMessageContaining("format 2")
        .hasMessageContaining("upgrade");
    assertThatThrownBy(() -> openReadOnly(directory)).isInstanceOf(FormatTooNewException.class);
    for (String damaged : List.of("", "format=", "format=x", "format=0", "format=-1", "\\u12")) {
      Files.writeString(marker, damaged);
      assertThatThrownBy(() -> open(directory))
          .as(damaged)
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining(marker.toString());
    }
  }

  @Test
  void saysWhatToDoAboutAnUnwritablePlace() {
    Path unwritable = Path.of("/proc/travertine");
    assumeTrue(Files.isDirectory(Path.of("/proc")), "needs a directory nobody can write");
    assertThatThrownBy(() -> open(unwritable))
        .isInstanceOf(DeterminateException.class)
        .hasMessageContaining("opening the database")
        .hasMessageContaining(unwritable.toString());
  }

  @Test
  void readingOnlyCreatesNothing() throws IOException {
    Path absent = directory.resolve("absent");
    assertThatThrownBy(() -> openReadOnly(absent))
        .isInstanceOf(NotADatabaseException.class)
        .hasMessageContaining("open it once for writing");
    assertThat(absent).doesNotExist();
    assertThatThrownBy(() -> openReadOnly(directory)).isInstanceOf(NotADatabaseException.class);
    assertThat(names(directory)).isEmpty();
  }

  @Test
  void readingOnlyReadsAndRefusesEveryWrite() {
    try (OpenLocation writable = open(directory)) {
      write(writable);
      try (OpenLocation readOnly = openReadOnly(directory)) {
        assertWritten(readOnly);
        assertRefusesWrites(readOnly);
      }
    }
    try (OpenLocation readOnly = openReadOnly(directory)) {
      assertWritten(readOnly);
      assertRefusesWrites(readOnly);
    }
  }

  @Test
  void memoryIsSharedByName() {
    String name = "mem:" + getClass().getName();
    try (OpenLocation opened = open(name);
        OpenLocation other = open(name + "2")) {
      write(opened);
      assertThat(other.consensus().listKeys()).isEmpty();
    }
    try (OpenLocation again = open(name)) {
      assertWritten(again);
    } finally {
      MemoryPlace.forget(getClass().getName());
      MemoryPlace.forget(getClass().getName() + "2");
    }
  }

  @Test
  void blobAndConsensusMayLieApart() {
    PersistLocation apart =
        PersistLocation.of("file:" + directory).withConsensus("mem:" + getClass().getName());
    assertThat(apart).hasToString("file:%s;consensus=mem:%s", directory, getClass().getName());
    try (OpenLocation opened = Locations.standard().open(apart, OpenOptions.readWrite())) {
      write(opened);
      assertThat(MemoryPlace.named(getClass().getName()).consensus().listKeys()).containsOnly("k");
    } finally {
      MemoryPlace.forget(getClass().getName());
    }
    assertThat(directory.resolve("consensus.sqlite")).doesNotExist();
  }

  @Test
  void namesWhatIsWrongWithAUri() {
    assertThatThrownBy(() -> open("nonsense"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"nonsense\"")
        .hasMessageContaining("file:PATH");
    assertThatThrownBy(() -> open("ftp:somewhere"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ftp:somewhere")
        .hasMessageContaining("file, mem");
    for (String uri : List.of("", ":", "mem:", "file:", "file: ", "file://host/path", "C:\\x")) {
      assertThatThrownBy(() -> open(uri))
          .as(uri)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(uri);
    }
  }

  @Test
  void learnsASchemeAndClosesTheBlobWhenTheConsensusFails() {
    boolean[] closed = new boolean[1];
    LocationScheme failing =
        new LocationScheme() {
          @Override
          public String name() {
            return "half";
          }

          @Override
          public Blob openBlob(LocationUri uri, OpenOptions options) {
            return new BlobThatTellsItsEnd(closed);
          }

          @Override
          public Consensus openConsensus(LocationUri uri, OpenOptions options) {
            throw new DeterminateException("no consensus at " + uri.rest());
          }
        };
    assertThatThrownBy(
            () ->
                Locations.standard()
                    .with(failing)
                    .open(PersistLocation.of("half:way"), OpenOptions.readWrite()))
        .hasMessage("no consensus at way");
    assertThat(closed[0]).isTrue();
  }

  private record BlobThatTellsItsEnd(boolean[] closed) implements Blob {
    @Override
    public Optional<byte[]> get(String key) {
      return Optional.empty();
    }

    @Override
    public void listKeysAndMetadata(String prefix, Visitor visitor) {}

    @Override
    public void set(String key, byte[] value) {}

    @Override
    public java.util.OptionalLong delete(String key) {
      return java.util.OptionalLong.empty();
    }

    @Override
    public void restore(String key) {}

    @Override
    public void close() {
      closed[0] = true;
    }
  }

  private static OpenLocation open(String uri) {
    return Locations.standard().open(PersistLocation.of(uri), OpenOptions.readWrite());
  }

  private static OpenLocation open(Path path) {
    return open("file:" + path);
  }

  private static OpenLocation openReadOnly(Path path) {
    return Locations.standard().open(PersistLocation.of("file:" + path), OpenOptions.readOnly());
  }

  private static void write(OpenLocation opened) {
    opened.blob().set("s/p", "part".getBytes(UTF_8));
    assertThat(opened.consensus().compareAndSet("k", Optional.empty(), FIRST))
        .isEqualTo(Consensus.CasOutcome.COMMITTED);
  }

  private static void assertWritten(OpenLocation opened) {
    assertThat(opened.blob().get("s/p")).contains("part".getBytes(UTF_8));
    assertThat(opened.consensus().head("k")).contains(FIRST);
  }

  private static void assertRefusesWrites(OpenLocation opened) {
    Versioned next = new Versioned(new SeqNo(2), new byte[0]);
    List<Runnable> writes =
        List.of(
            () -> opened.blob().set("k", new byte[0]),
            () -> opened.blob().delete("s/p"),
            () -> opened.blob().restore("s/p"),
            () -> opened.consensus().compareAndSet("k", Optional.of(new SeqNo(1)), next),
            () -> opened.consensus().truncate("k", new SeqNo(1)));
    for (Runnable write : writes) {
      assertThatThrownBy(write::run)
          .isInstanceOf(ReadOnlyException.class)
          .hasMessageContaining("reading only");
    }
    assertWritten(opened);
  }

  private static List<String> names(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
