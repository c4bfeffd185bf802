package io.travertine.persist.location.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.NotADatabaseException;
import io.travertine.persist.id.DatabaseId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.LocationUri;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory that is a database: it has a marker file, {@code travertine.properties}, which tells
 * its format; its objects lie in {@code blob}, its consensus in {@code consensus}, or, where an
 * earlier release created it, in {@code consensus.sqlite}.
 *
 * <p>It is created in this order, each step on disk before the next: the directory, the marker
 * without an id, {@code blob}, the consensus, its id, the marker with that id. So whoever finds the
 * id in the marker knows that both halves have been there, and that one which is missing, empty or
 * another database's means damage; without it, whoever opens the directory completes its creation,
 * unless there are objects: those come after the consensus.
 *
 * @param path the directory, absolute
 * @param id of the database, once its creation is known to be complete
 */
public record DatabaseDirectory(Path path, Optional<DatabaseId> id) {

  /** The format this release writes; it reads every one up to it. */
  public static final int FORMAT = 1;

  private static final String WAY_OUT =
      "restore the whole directory from a backup, or move it away to start anew";

  /** What may lie in a directory that counts as empty: our half-written marker, a mount's own. */
  private static boolean isIgnorable(String name) {
    return FileNames.isTemporary(name) || name.equals("lost+found");
  }

  /**
   * The directory that a {@code file:} URI names.
   *
   * @throws IllegalArgumentException if it names none
   */
  public static Path path(LocationUri uri) {
    String path = uri.rest().startsWith("///") ? uri.rest().substring(2) : uri.rest();
    if (path.isBlank()) {
      throw new IllegalArgumentException(uri + " needs a directory, as in file:PATH");
    }
    if (path.startsWith("//")) {
      throw new IllegalArgumentException(
          uri + " names a host; only directories of this machine can be opened: file:PATH");
    }
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(uri + " is no path here: " + e.getReason(), e);
    }
  }

  /**
   * Opens the database in {@code directory}. For {@link Access#READ_WRITE} an absent or empty
   * directory becomes one, atomically: several processes may do so at once.
   *
   * @throws NotADatabaseException if there is something else, or nothing and {@code access} is
   *     {@link Access#READ_ONLY}
   * @throws FormatTooNewException if a newer release wrote it
   * @throws CorruptException if the marker is lost or cannot be understood
   * @throws io.travertine.persist.error.DeterminateException if it cannot be read or created
   */
  public static DatabaseDirectory open(Path directory, Access access, Seed seed) {
    DatabaseDirectory unmarked =
        new DatabaseDirectory(directory.toAbsolutePath().normalize(), Optional.empty());
    try {
      Optional<Marker> marker = unmarked.readMarker();
      if (marker.isEmpty()) {
        marker = Optional.of(unmarked.found(access, seed));
      }
      return new DatabaseDirectory(unmarked.path, marker.get().id());
    } catch (IOException e) {
      throw FileFailures.withoutEffect("opening the database", unmarked.path, e);
    }
  }

  /**
   * What this process could do with the database in {@code directory}, as far as permissions tell,
   * but for the files inside its consensus: {@link Access#READ_ONLY} also where there is none.
   */
  public static Access accessTo(Path directory) {
    DatabaseDirectory there = new DatabaseDirectory(directory, Optional.empty());
    boolean writable =
        Files.exists(there.marker())
            && Stream.of(directory, there.blob(), there.consensus(), there.sqlite())
                .allMatch(part -> Files.notExists(part) || Files.isWritable(part));
    return writable ? Access.READ_WRITE : Access.READ_ONLY;
  }

  /** Where the objects lie. */
  public Path blob() {
    return path.resolve("blob");
  }

  /** Where the consensus lies, a directory. */
  public Path consensus() {
    return path.resolve("consensus");
  }

  /** Where it lies instead if an earlier release created it, a file. */
  public Path sqlite() {
    return path.resolve("consensus.sqlite");
  }

  /** Whether there is something of a consensus. */
  public boolean hasConsensus() {
    return Files.exists(consensus()) || sqlite().toFile().length() > 0;
  }

  /**
   * Makes sure that the objects are not lost.
   *
   * @throws CorruptException if there must be a place of them, and is none
   */
  public void requireObjects() {
    boolean created = id.isPresent() || hasConsensus();
    if (created && !Files.exists(blob())) {
      throw new CorruptException(
          "the blob directory %s is missing, and with it the rows of the database in %s: %s"
              .formatted(blob(), path, WAY_OUT));
    }
  }

  /**
   * Whether there must be a consensus, because its creation was completed or there are objects.
   * Look here before you look at the consensus: another process may be creating it.
   *
   * @throws io.travertine.persist.error.DeterminateException if the objects cannot be listed
   */
  public boolean requiresConsensus() {
    return id.isPresent() || hasObjects();
  }

  /**
   * Notes that the creation is complete, durably, when {@code access} allows.
   *
   * @param consensus which one, for messages
   * @param found the id it keeps; empty where an earlier release wrote it
   * @return with the id
   * @throws CorruptException if it is another database's
   * @throws io.travertine.persist.error.DeterminateException if the marker cannot be written
   */
  public DatabaseDirectory belongingTo(
      String consensus, Optional<DatabaseId> found, Access access, Seed seed) {
    if (id.isPresent() && !id.equals(found)) {
      throw new CorruptException(
          "the consensus %s is that of another database: it has the id %s, %s has %s: %s"
              .formatted(
                  consensus,
                  found.map(DatabaseId::toString).orElse("none"),
                  marker(),
                  id.get(),
                  WAY_OUT));
    }
    if (id.isPresent() || found.isEmpty() || access == Access.READ_ONLY) {
      return this;
    }
    Path temporary = path.resolve(FileNames.temporary(seed.uuid().toString()));
    try {
      try {
        Fsync.writeNew(temporary, new Marker(FORMAT, found).bytes());
        Files.move(temporary, marker(), StandardCopyOption.ATOMIC_MOVE);
        Fsync.directory(path);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw FileFailures.withoutEffect("marking the database", marker(), e);
    }
    return new DatabaseDirectory(path, found);
  }

  /** The failure for a consensus that must be there and is not. */
  public CorruptException consensusLost(CorruptException how) {
    return new CorruptException(
        "%s: the database in %s cannot be read without it: %s"
            .formatted(how.getMessage(), path, WAY_OUT),
        how);
  }

  private boolean hasObjects() {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            blob(), file -> FileNames.keyOf(String.valueOf(file.getFileName())).isPresent())) {
      return files.iterator().hasNext();
    } catch (NoSuchFileException absent) {
      return false;
    } catch (DirectoryIteratorException e) {
      throw FileFailures.withoutEffect(
          "list of blobs", blob(), Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw FileFailures.withoutEffect("list of blobs", blob(), e);
    }
  }

  private Path marker() {
    return path.resolve(Marker.NAME);
  }

  /** Makes the directory a database, or tells why not. */
  private Marker found(Access access, Seed seed) throws IOException {
    if (access == Access.READ_ONLY) {
      return markerOf(hasBothHalves(), "open it once for writing to create one");
    }
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new NotADatabaseException(
          path + " is a file; a database is a directory: name an empty or new one");
    }
    Fsync.createDirectories(path);
    boolean complete = hasBothHalves();
    if (!isEmpty()) {
      return markerOf(complete, "use an empty or new directory");
    }
    Path temporary = path.resolve(FileNames.temporary(seed.uuid().toString()));
    Marker marker = new Marker(FORMAT, Optional.empty());
    try {
      Fsync.writeNew(temporary, marker.bytes());
      placeMarker(temporary);
      Fsync.directory(path);
    } finally {
      Files.deleteIfExists(temporary);
    }
    return readMarker().orElse(marker);
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

  /** Empty when there is none; refuses one that is not for us. */
  private Optional<Marker> readMarker() throws IOException {
    Marker marker;
    try {
      marker = Marker.parse(Files.readString(marker(), ISO_8859_1));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (FileSystemException notADirectory) {
      if (Files.isRegularFile(path)) {
        return Optional.empty();
      }
      throw notADirectory;
    } catch (IllegalArgumentException notOurs) {
      throw new CorruptException(
          "the database marker %s is damaged: %s".formatted(marker(), markerWayOut()), notOurs);
    }
    if (marker.format() > FORMAT) {
      throw new FormatTooNewException(
          "the database in %s has format %s, this release reads formats up to %s: upgrade"
              .formatted(path, marker.format(), FORMAT));
    }
    return Optional.of(marker);
  }

  private boolean hasBothHalves() {
    return Files.isDirectory(blob()) && hasConsensus();
  }

  /**
   * The marker of a directory that is not empty, or that nobody may fill. It comes before all else,
   * and so is looked for after it.
   *
   * @param complete whether both halves were found, where there was a marker once
   */
  private Marker markerOf(boolean complete, String advice) throws IOException {
    Optional<Marker> marker = readMarker();
    if (marker.isEmpty() && complete) {
      throw new CorruptException(
          "the database marker %s is missing: %s".formatted(marker(), markerWayOut()));
    }
    return marker.orElseThrow(
        () ->
            new NotADatabaseException(
                "%s is not a Travertine database directory (it has no %s): %s"
                    .formatted(path, Marker.NAME, advice)));
  }

  private static String markerWayOut() {
    return "restore it from a backup, or write the line format=" + FORMAT + " into it";
  }
}
