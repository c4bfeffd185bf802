package io.travertine.persist.location.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.probe.Check;
import io.travertine.persist.location.probe.Diagnosis;
import io.travertine.persist.location.probe.Half;
import io.travertine.persist.location.probe.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A directory is tried out in one of its own, which goes again. */
class DirectoryProbeTest {

  private final Path parent;
  private final PersistLocation location;

  DirectoryProbeTest(@TempDir Path parent) {
    this.parent = parent;
    this.location = PersistLocation.of("file:" + parent.resolve("some/db"));
  }

  private static Diagnosis diagnose(PersistLocation location) {
    return Locations.standard().diagnose(location, OpenOptions.readWrite());
  }

  private static OpenLocation open(PersistLocation location) {
    return Locations.standard().open(location, OpenOptions.readWrite());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(parent)) {
      return files.sorted().toList();
    }
  }

  @Test
  void isSafeAndStaysAsItWas() throws IOException {
    Diagnosis none = diagnose(location);
    assertThat(none.isSafe()).as(none.toString()).isTrue();
    assertThat(none.checks())
        .extracting(Check::guarantee)
        .containsExactly(
            "database",
            "permissions",
            "file system",
            "fsync rate",
            "read after write",
            "list after write",
            "large objects",
            "one winner",
            "store's clock",
            "machine's clock",
            "commit rate");
    assertThat(files()).containsExactly(parent);

    try (OpenLocation opened = open(location)) {
      opened.blob().set("s/p", new byte[3]);
      List<Path> files = files();
      assertThat(diagnose(location).isSafe()).isTrue();
      assertThat(files()).isEqualTo(files);
    }
  }

  @Test
  void theHalvesMayLieApart() {
    PersistLocation apart = location.withConsensus("mem:" + parent);
    Diagnosis diagnosis = diagnose(apart);
    assertThat(diagnosis.isSafe()).isTrue();
    assertThat(diagnosis.checks())
        .extracting(Check::guarantee)
        .contains("file: read after write", "mem: one winner")
        .doesNotContain("file: one winner", "mem: read after write");
  }

  @Test
  void whatAKilledProbeLeftIsOverlookedAndRemovedLater() throws IOException {
    Path db = Files.createDirectories(parent.resolve("some/db"));
    Path left = Files.createDirectories(db.resolve(".tmp-probe-killed/blob"));
    Files.write(left.resolve("read~0"), new byte[3]);
    open(location).close();
    assertThat(diagnose(location).isSafe()).isTrue();
    assertThat(left).exists();
    Files.setLastModifiedTime(
        left.resolveSibling("."),
        FileTime.fromMillis(System.currentTimeMillis() - Duration.ofHours(2).toMillis()));
    assertThat(diagnose(location).isSafe()).isTrue();
    assertThat(left.resolveSibling(".")).doesNotExist();
  }

  @Test
  void whereAFileLiesNothingCanBe() throws IOException {
    Files.createDirectories(parent.resolve("some"));
    Files.writeString(parent.resolve("some/db"), "a file");
    Diagnosis diagnosis = diagnose(location);
    assertThat(diagnosis.isSafe()).isFalse();
    assertThat(diagnosis.checks().get(1).seen()).contains("some/db is a file");
  }

  @Test
  void memoryIsSafeWhileItLasts() {
    Diagnosis diagnosis = diagnose(PersistLocation.of("mem:doctor"));
    assertThat(diagnosis.isSafe()).isTrue();
    assertThat(diagnosis.checks())
        .anySatisfy(check -> assertThat(check.verdict()).isInstanceOf(Verdict.Warning.class));
  }

  @ParameterizedTest
  @CsvSource({
    "ext4, LOCAL, safe, safe",
    "xfs, LOCAL, safe, safe",
    "overlay, LOCAL, safe, safe",
    "apfs, LOCAL, safe, safe",
    "NTFS, LOCAL, safe, safe",
    "nfs4, NETWORK, UNSAFE, warning",
    "cifs, NETWORK, UNSAFE, warning",
    "SMB3, NETWORK, UNSAFE, warning",
    "fuse.sshfs, NETWORK, UNSAFE, warning",
    "lustre, NETWORK, UNSAFE, warning",
    "tmpfs, MEMORY, warning, warning",
    "9p, SHARED, warning, warning",
    "virtiofs, SHARED, warning, warning"
  })
  void theTypeOfAFileSystemTells(String type, FileSystemKind kind, String log, String objects) {
    assertThat(FileSystemKind.of(type)).isEqualTo(kind);
    assertThat(FileSystemKind.check(type, EnumSet.allOf(Half.class)).verdict().word())
        .isEqualTo(log);
    assertThat(FileSystemKind.check(type, Set.of(Half.OBJECTS)).verdict().word())
        .isEqualTo(objects);
  }

  @ParameterizedTest
  @CsvSource({"12, warning", "80, safe", "40000, safe", "500000, warning"})
  void aDiskThatIsSlowOrFasterThanAnyIsWorthAWord(double perSecond, String verdict) {
    assertThat(ForceRate.judge(perSecond).verdict().word()).isEqualTo(verdict);
  }
}
