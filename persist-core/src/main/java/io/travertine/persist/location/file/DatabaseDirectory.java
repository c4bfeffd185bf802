package io.travertine.persist.location.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.NotADatabaseException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.location.Access;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Properties;

/**
 * A directory that is a database: it has a marker file, {@code travertine.properties}, which tells
 * its format; its objects lie in {@code blob}, its consensus in {@code consensus.sqlite}.
 *
 * @param path the directory, absolute
 */
public record DatabaseDirectory(Path path) {

  /** The format this release writes; it reads every one up to it. */
  public static final int FORMAT = 1;

  static final String MARKER = "travertine.properties";

  /** What may lie in a directory that counts as empty: our half-written marker, a mount's own. */
  private static boolean isIgnorable(String name) {
    return FileNames.isTemporary(name) || name.equals("lost+found");
  }

  /**
   * Opens the database in {@code directory}. For {@link Access#READ_WRITE} an absent or empty
   * directory becomes one, atomically: several processes may do so at once.
   *
   * @throws NotADatabaseException if there is something else, or nothing and {@code access} is
   *     {@link Access#READ_ONLY}
   * @throws FormatTooNewException if a newer release wrote it
   * @throws CorruptException if the marker cannot be understood
   * @throws io.travertine.persist.error.DeterminateException if it cannot be read or created
   */
  public static DatabaseDirectory open(Path directory, Access access, Seed seed) {
    DatabaseDirectory opened = new DatabaseDirectory(directory.toAbsolutePath().normalize());
    try {
      if (!opened.isMarked()) {
        if (access == Access.READ_ONLY) {
          throw opened.isNoDatabase("open it once for writing to create one");
        }
        opened.create(seed);
      }
    } catch (IOException e) {
      throw FileFailures.withoutEffect("opening the database", opened.path, e);
    }
    return opened;
  }

  /** Where the objects lie. */
  public Path blob() {
    return path.resolve("blob");
  }

  /** Where the consensus lies. */
  public Path consensus() {
    return path.resolve("consensus.sqlite");
  }

  private Path marker() {
    return path.resolve(MARKER);
  }

  private void create(Seed seed) throws IOException {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new NotADatabaseException(
          path + " is a file; a database is a directory: name an empty or new one");
    }
    Fsync.createDirectories(path);
    if (isMarked()) {
      return;
    }
    if (!isEmpty() && !isMarked()) {
      throw isNoDatabase("use an empty or new directory");
    }
    Path temporary = path.resolve(FileNames.temporary(seed.uuid().toString()));
    String text = "# A Travertine database. Leave everything in here to it.\nformat=" + FORMAT;
    try {
      Fsync.writeNew(temporary, (text + "\n").getBytes(ISO_8859_1));
      placeMarker(temporary);
      Fsync.directory(path);
    } finally {
      Files.deleteIfExists(temporary);
    }
    isMarked();
  }

  /** By a link, which cannot replace what another process, maybe a newer one, just placed. */
  private void placeMarker(Path temporary) throws IOException {
    try {
      Files.createLink(marker(), temporary);
    } catch (FileAlreadyExistsException anotherWasFirst) {
      return;
    } catch (UnsupportedOperationException | FileSystemException noLinksHere) {
      Files.move(temporary, marker(), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private boolean isEmpty() throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(path, file -> !isIgnorable(String.valueOf(file.getFileName())))) {
      return !files.iterator().hasNext();
    } catch (DirectoryIteratorException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  /** Whether there is a marker; refuses one that is not for us. */
  private boolean isMarked() throws IOException {
    String text;
    try {
      text = Files.readString(marker(), ISO_8859_1);
    } catch (NoSuchFileException absent) {
      return false;
    } catch (FileSystemException notADirectory) {
      if (Files.isRegularFile(path)) {
        return false;
      }
      throw notADirectory;
    }
    int format = formatIn(text);
    if (format > FORMAT) {
      throw new FormatTooNewException(
          "the database in %s has format %s, this release reads formats up to %s: upgrade"
              .formatted(path, format, FORMAT));
    }
    return true;
  }

  private int formatIn(String text) {
    try {
      Properties properties = new Properties();
      properties.load(new StringReader(text));
      int format = Integer.parseInt(properties.getProperty("format", "").trim());
      if (format >= 1) {
        return format;
      }
    } catch (IOException | IllegalArgumentException notOurs) {
      throw new CorruptException("the database marker " + marker() + " is damaged", notOurs);
    }
    throw new CorruptException("the database marker " + marker() + " is damaged");
  }

  private NotADatabaseException isNoDatabase(String advice) {
    return new NotADatabaseException(
        "%s is not a Travertine database directory (it has no %s): %s"
            .formatted(path, MARKER, advice));
  }
}
