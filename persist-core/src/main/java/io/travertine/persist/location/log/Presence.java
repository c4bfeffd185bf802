package io.travertine.persist.location.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether a file is still the one that was opened. Not thread-safe.
 *
 * <p>Asked before every write, so it looks at the directory, whose time of change says that no file
 * of it came or went. It does not look at the file itself, as long as it can: a Linux kernel with
 * multigrain timestamps (6.13 and later) gives a file whose times were looked at a new and finer
 * time with its next change, and every other file that is changed afterwards one that is no
 * earlier. So each write to the log would change the log's times too, and be flushed together with
 * them: one more write to the disk.
 */
final class Presence {

  /** Of changes that are closer to each other, a file system may tell the same time. */
  private static final Duration COARSE = Duration.ofSeconds(3);

  private final Path file;
  private final Path directory;
  private final Object key;

  /** The directory as it was when the file was in it. */
  private Optional<Unchanged> known = Optional.empty();

  /** What a directory is and looks like as long as no file comes or goes. */
  private record Unchanged(Object directory, FileTime since) {}

  /**
   * @param key of the file that was opened
   */
  Presence(Path file, Object key) {
    this.file = file;
    this.directory = file.resolveSibling(".");
    this.key = key;
  }

  /** What tells one file from another. */
  static Object key(Path file) throws IOException {
    Object unique = attributes(file).fileKey();
    return unique == null ? file.toRealPath() : unique;
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class);
  }

  /** Whether the path leads to that file. */
  boolean isThere() throws IOException {
    try {
      BasicFileAttributes around = attributes(directory);
      Unchanged now = new Unchanged(around.fileKey(), around.lastModifiedTime());
      if (known.isPresent() && known.get().equals(now)) {
        return true;
      }
      known = Optional.empty();
      BasicFileAttributes found = attributes(file);
      Object foundKey = found.fileKey();
      if (foundKey == null) {
        return key(file).equals(key);
      }
      if (!foundKey.equals(key)) {
        return false;
      }
      // The file is written to all the time, which makes it the clock of the file system.
      Duration calm = Duration.between(now.since.toInstant(), found.lastModifiedTime().toInstant());
      if (calm.compareTo(COARSE) > 0) {
        known = Optional.of(now);
      }
      return true;
    } catch (NoSuchFileException gone) {
      return false;
    }
  }
}
