package io.travertine.persist.location.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.BlobContract;
import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBlobTest {

  @Nested
  class Plain extends BlobContract {
    private final Path directory;

    Plain(@TempDir Path directory) {
      this.directory = directory;
    }

    @Override
    protected Blob open(String place) {
      return create(directory.resolve(place));
    }
  }

  @Nested
  class Restorable extends BlobContract {
    private final Path directory;

    Restorable(@TempDir Path directory) {
      this.directory = directory;
    }

    @Override
    protected Blob open(String place) {
      return create(directory.resolve(place)).restorable();
    }
  }

  /** Its instances share one sequence of temporary names, and must not collide. */
  @Nested
  class OfOneSeed extends BlobContract {
    private final Path directory;

    OfOneSeed(@TempDir Path directory) {
      this.directory = directory;
    }

    @Override
    protected Blob open(String place) {
      return FileBlob.create(directory.resolve(place), Clock.system(), Seed.of(1));
    }
  }

  private final Path directory;

  FileBlobTest(@TempDir Path directory) {
    this.directory = directory.resolve("deeper").resolve("blob");
  }

  @Test
  void objectsArePlainFiles() throws IOException {
    FileBlob blob = create(directory);
    blob.set("s1/n1/p1", "part".getBytes(UTF_8));
    assertThat(names()).containsExactly("s1~n1~p1");
    assertThat(Files.readString(directory.resolve("s1~n1~p1"))).isEqualTo("part");
  }

  @Test
  void leavesAloneWhatIsNotItsOwn() throws IOException {
    FileBlob blob = create(directory);
    blob.set("k", "v".getBytes(UTF_8));
    Files.writeString(directory.resolve(".DS_Store"), "x");
    Files.writeString(directory.resolve("my notes.txt"), "x");
    Files.createDirectory(directory.resolve("subdirectory"));
    List<String> keys = new ArrayList<>();
    blob.listKeysAndMetadata("", (key, size) -> keys.add(key));
    assertThat(keys).containsExactly("k");
    assertThat(names()).containsExactly(".DS_Store", "k", "my notes.txt", "subdirectory");
  }

  @Test
  void clearsAwayWhatAKilledWriterLeftLongAgo() throws IOException {
    create(directory);
    Path old = Files.writeString(directory.resolve(".tmp-old"), "half");
    Path young = Files.writeString(directory.resolve(".tmp-young"), "half");
    Instant now = Instant.ofEpochMilli(Clock.system().epochMillis());
    Files.setLastModifiedTime(old, FileTime.from(now.minus(Duration.ofHours(25))));
    Files.setLastModifiedTime(young, FileTime.from(now.minus(Duration.ofHours(23))));
    create(directory);
    assertThat(names()).containsExactly(".tmp-young");
  }

  @Test
  void anAbsentDirectoryOpenedWithoutCreatingIsEmpty() {
    FileBlob blob = FileBlob.existing(directory, Seed.of(1));
    assertThat(blob.get("k")).isEmpty();
    blob.listKeysAndMetadata("", (key, size) -> assertThat(key).isNull());
    assertThat(directory).doesNotExist();
  }

  @Test
  void aDirectoryThatVanishedIsNamed() throws IOException {
    FileBlob blob = create(directory);
    Files.delete(directory);
    assertThatThrownBy(() -> blob.set("s1/p1", new byte[1]))
        .isInstanceOf(DeterminateException.class)
        .hasMessageContaining("set of blob s1/p1")
        .hasMessageContaining("no such directory")
        .hasMessageContaining(directory.toString());
  }

  @Test
  void aFailedSetLeavesNothingBehind() throws IOException {
    FileBlob blob = create(directory);
    Files.createDirectories(directory.resolve("k").resolve("in the way"));
    assertThatThrownBy(() -> blob.set("k", new byte[1]))
        .isInstanceOf(DeterminateException.class)
        .hasMessageContaining("set of blob k");
    assertThat(names()).containsExactly("k");
  }

  @Test
  void aFileInPlaceOfTheDirectoryIsRefused() throws IOException {
    Files.createDirectories(directory.getParent());
    Files.writeString(directory, "a file");
    assertThatThrownBy(() -> create(directory))
        .isInstanceOf(DeterminateException.class)
        .hasMessageContaining(directory.toString());
  }

  @Test
  void interruptsAtAnyMomentLeaveWholeValuesAndNoLitter() throws Exception {
    FileBlob blob = create(directory);
    Thread setter =
        new Thread(
            () -> {
              int cancelled = 0;
              for (int i = 0; cancelled < 100; i++) {
                byte[] value = new byte[50_000];
                Arrays.fill(value, (byte) i);
                try {
                  blob.set("k" + i % 3, value);
                } catch (CancelledException e) {
                  assertThat(Thread.interrupted()).isTrue();
                  cancelled++;
                }
              }
            },
            "setter");
    List<Throwable> failures = new ArrayList<>();
    setter.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
    setter.start();
    Random random = new Random(3);
    while (setter.isAlive()) {
      setter.interrupt();
      Clock.system().sleep(random.nextInt(2_000_000));
    }
    setter.join();
    assertThat(failures).isEmpty();
    assertThat(names()).isSubsetOf("k0", "k1", "k2");
    for (String key : names()) {
      byte[] value = blob.get(key).orElseThrow();
      assertThat(value).hasSize(50_000).containsOnly(value[0]);
    }
  }

  private static FileBlob create(Path directory) {
    return FileBlob.create(directory, Clock.system(), Seed.secure());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
