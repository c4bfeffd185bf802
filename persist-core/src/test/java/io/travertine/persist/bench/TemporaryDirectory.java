package io.travertine.persist.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory on the disk in question, which goes with everything in it. */
record TemporaryDirectory(Path path) implements AutoCloseable {

  /** Where directories are made; {@code java.io.tmpdir} if not said. */
  static final String PROPERTY = "travertine.bench.directory";

  /** What was said. */
  static Path parent() {
    return Path.of(System.getProperty(PROPERTY, System.getProperty("java.io.tmpdir", ".")));
  }

  static TemporaryDirectory create() {
    try {
      return new TemporaryDirectory(Files.createTempDirectory(parent(), "travertine-bench"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> found = Files.walk(path)) {
      List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
