package io.travertine.persist.location.scheme;

import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.NotADatabaseException;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.file.FileBlob;
import io.travertine.persist.location.log.LogConsensus;
import io.travertine.persist.location.probe.Check;
import io.travertine.persist.location.probe.Extent;
import io.travertine.persist.location.probe.Half;
import io.travertine.persist.location.probe.ProbeGround;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Ground in a directory of its own: in that of the database, whose name there counts as nothing, or
 * as near to it as there is something.
 */
final class DirectoryGround implements ProbeGround {

  /** What a database directory ignores begins so. */
  private static final String NAME = ".tmp-probe-";

  private static final Duration ABANDONED = Duration.ofHours(1);

  private final Path ground;
  private final OpenOptions options;
  private final List<Consensus> opened = new ArrayList<>();

  private DirectoryGround(Path ground, OpenOptions options) {
    this.ground = ground;
    this.options = options;
  }

  /**
   * Takes ground for {@code directory}.
   *
   * @throws NotADatabaseException if there is a file
   * @throws DeterminateException if nothing can be written there
   */
  static DirectoryGround take(Path directory, OpenOptions options) {
    Path parent = nearest(directory);
    Path ground = parent.resolve(NAME + options.seed().uuid());
    try {
      removeAbandoned(parent, options);
      Files.createDirectory(ground);
      return new DirectoryGround(ground, options);
    } catch (IOException e) {
      throw DeterminateException.lasting(
          "nothing can be written in %s (%s)".formatted(parent, e), e);
    }
  }

  /** The directory, or the first above it that there is. */
  private static Path nearest(Path directory) {
    Path candidate = directory.toAbsolutePath().normalize();
    while (!Files.isDirectory(candidate) && candidate.getParent() != null) {
      if (Files.exists(candidate)) {
        throw new NotADatabaseException(candidate + " is a file: name a directory");
      }
      candidate = Objects.requireNonNull(candidate.getParent());
    }
    return candidate;
  }

  @Override
  public Blob blob() {
    return FileBlob.create(ground.resolve("blob"), options.clock(), options.seed());
  }

  @Override
  public synchronized Consensus consensus() {
    Consensus consensus =
        LogConsensus.open(
            ground.resolve("consensus"), Access.READ_WRITE, options.clock(), options.seed());
    opened.add(consensus);
    return consensus;
  }

  @Override
  public List<Check> traits(Set<Half> halves, Extent extent) {
    List<Check> checks = new ArrayList<>();
    checks.add(FileSystemKind.check(ground, halves));
    if (extent.measures()) {
      try {
        checks.add(ForceRate.measure(ground.resolve("force"), options.clock()));
      } catch (IOException e) {
        throw DeterminateException.lasting("writing to %s failed: %s".formatted(ground, e), e);
      }
    }
    return checks;
  }

  @Override
  public synchronized void close() {
    opened.forEach(Consensus::close);
    opened.clear();
    try {
      remove(ground);
    } catch (IOException e) {
      throw DeterminateException.lasting("%s cannot be removed: %s".formatted(ground, e), e);
    }
  }

  private static void removeAbandoned(Path parent, OpenOptions options) throws IOException {
    long before = options.clock().epochMillis() - ABANDONED.toMillis();
    List<Path> abandoned = new ArrayList<>();
    try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, NAME + "*")) {
      for (Path each : left) {
        if (Files.getLastModifiedTime(each).toMillis() < before) {
          abandoned.add(each);
        }
      }
    } catch (NoSuchFileException removedMeanwhile) {
      return;
    }
    for (Path each : abandoned) {
      remove(each);
    }
  }

  /** Another may be removing it too. */
  private static void remove(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(directory)) {
      all = new ArrayList<>(walk.toList());
    } catch (NoSuchFileException gone) {
      return;
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      Files.deleteIfExists(all.get(i));
    }
  }
}
