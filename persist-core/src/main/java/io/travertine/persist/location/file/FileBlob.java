package io.travertine.persist.location.file;

import static io.travertine.persist.error.CancelledException.throwIfInterrupted;

import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.location.Blob;
import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Blob whose objects are the files of one flat directory (spec §2.5). Several processes may use
 * it at once. Thread-safe; keeps no file open.
 *
 * <p>{@link #set} writes a temporary file of its own and renames it, so a reader sees the old value
 * or the new one, whole. Its cost is two fsyncs: open, write, <b>fsync</b> and close of the file;
 * rename; open, <b>fsync</b> and close of the directory. The bytes are on disk before any name
 * leads to them, and the temporary name need not last: the one fsync of the directory takes both
 * changes of it. Sets that run at the same time share the journal's commits: eight threads wrote
 * ten times as much as one, so write the objects of a batch in parallel.
 *
 * <p>{@link #delete} does not fsync: after a power cut a deleted object may be back, which wastes
 * its space and harms nothing, since nobody refers to it.
 */
public final class FileBlob implements Blob {

  /** A value nobody finished writing in this time, nobody will: its writer has died. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  private static final Logger LOG = LoggerFactory.getLogger(FileBlob.class);

  private final Path directory;
  private final Seed seed;
  private final boolean restorable;

  private FileBlob(Path directory, Seed seed, boolean restorable) {
    this.directory = directory;
    this.seed = seed;
    this.restorable = restorable;
  }

  /**
   * Opens {@code directory}, creating it when absent, and clears away what killed writers left
   * there more than a day ago.
   *
   * @param seed names the temporary files
   * @throws DeterminateException if the directory cannot be created or read
   */
  public static FileBlob create(Path directory, Clock clock, Seed seed) {
    try {
      Fsync.createDirectories(directory);
      removeAbandoned(directory, clock);
    } catch (IOException e) {
      throw FileFailures.withoutEffect("opening the blob directory", directory, e);
    }
    return new FileBlob(directory, seed, false);
  }

  /** Opens {@code directory} without touching it; an absent one has no objects. */
  public static FileBlob existing(Path directory, Seed seed) {
    return new FileBlob(directory, seed, false);
  }

  /** The same objects, with deletions that can be restored: a deleted file is renamed and stays. */
  public FileBlob restorable() {
    return new FileBlob(directory, seed, true);
  }

  @Override
  public Optional<byte[]> get(String key) {
    throwIfInterrupted("get", key);
    Path file = file(key);
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException e) {
      throw FileFailures.withoutEffect("get of blob " + key, file, e);
    }
  }

  @Override
  public void listKeysAndMetadata(String prefix, Visitor visitor) {
    throwIfInterrupted("list", prefix);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        visit(file, prefix, visitor);
      }
    } catch (NoSuchFileException absent) {
      return;
    } catch (DirectoryIteratorException e) {
      throw FileFailures.withoutEffect(
          "list of blobs", directory, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw FileFailures.withoutEffect("list of blobs", directory, e);
    }
  }

  private void visit(Path file, String prefix, Visitor visitor) throws IOException {
    String name = file.getFileName().toString();
    if (name.startsWith(".")) {
      return;
    }
    Optional<String> key = FileNames.keyOf(name);
    if (key.isEmpty()) {
      LOG.warn("not a blob of ours, ignored: {}", file);
    } else if (key.get().startsWith(prefix)) {
      OptionalLong size = sizeOf(file);
      if (size.isPresent()) {
        visitor.visit(key.get(), size.getAsLong());
      }
    }
  }

  @Override
  public OptionalLong lastSetMillis(String key) {
    throwIfInterrupted("age", key);
    Path file = file(key);
    try {
      return OptionalLong.of(Files.getLastModifiedTime(file).toMillis());
    } catch (NoSuchFileException absent) {
      return OptionalLong.empty();
    } catch (IOException e) {
      throw FileFailures.withoutEffect("age of blob " + key, file, e);
    }
  }

  @Override
  public void set(String key, byte[] value) {
    throwIfInterrupted("set", key);
    String doing = "set of blob " + key;
    Path file = file(key);
    Path temporary = writeTemporary(doing, file, value);
    try {
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      discard(temporary);
      throw FileFailures.withoutEffect(doing, file, e);
    }
    try {
      Fsync.directory(directory);
    } catch (IOException e) {
      throw FileFailures.maybeDone(doing, file, e);
    }
  }

  private Path writeTemporary(String doing, Path file, byte[] value) {
    while (true) {
      Path temporary = directory.resolve(FileNames.temporary(seed.uuid().toString()));
      try {
        Fsync.writeNew(temporary, value);
        return temporary;
      } catch (FileAlreadyExistsException someoneElses) {
        continue;
      } catch (IOException e) {
        discard(temporary);
        throw FileFailures.withoutEffect(doing, file, e);
      }
    }
  }

  @Override
  public OptionalLong delete(String key) {
    throwIfInterrupted("delete", key);
    Path file = file(key);
    try {
      OptionalLong size = sizeOf(file);
      if (restorable) {
        Files.move(file, deletedFile(key), StandardCopyOption.ATOMIC_MOVE);
      } else {
        Files.delete(file);
      }
      return size;
    } catch (NoSuchFileException absent) {
      return OptionalLong.empty();
    } catch (IOException e) {
      throw FileFailures.maybeDone("delete of blob " + key, file, e);
    }
  }

  @Override
  public void restore(String key) {
    throwIfInterrupted("restore", key);
    Path file = file(key);
    if (Files.exists(file)) {
      return;
    }
    try {
      Files.move(deletedFile(key), file, StandardCopyOption.ATOMIC_MOVE);
      Fsync.directory(directory);
    } catch (NoSuchFileException gone) {
      if (!Files.exists(file)) {
        throw new DeterminateException(
            "cannot restore blob " + key + ": nothing of it is left in " + directory);
      }
    } catch (IOException e) {
      throw FileFailures.maybeDone("restore of blob " + key, file, e);
    }
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "FileBlob(" + directory + ")";
  }

  private Path file(String key) {
    return directory.resolve(FileNames.of(key));
  }

  private Path deletedFile(String key) {
    return directory.resolve(FileNames.deleted(FileNames.of(key)));
  }

  /** Empty when it is gone, or no file. */
  private static OptionalLong sizeOf(Path file) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.isRegularFile() ? OptionalLong.of(attributes.size()) : OptionalLong.empty();
    } catch (NoSuchFileException gone) {
      return OptionalLong.empty();
    }
  }

  private static void removeAbandoned(Path directory, Clock clock) throws IOException {
    long before = clock.epochMillis() - ABANDONED.toMillis();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            directory, file -> FileNames.isTemporary(file.getFileName().toString()))) {
      for (Path file : files) {
        try {
          if (Files.getLastModifiedTime(file).toMillis() < before) {
            Files.delete(file);
            LOG.info("removed what a killed writer left: {}", file);
          }
        } catch (IOException e) {
          LOG.debug("left alone: {}", file, e);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  private static void discard(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      LOG.debug("left behind: {}", temporary, e);
    }
  }
}
