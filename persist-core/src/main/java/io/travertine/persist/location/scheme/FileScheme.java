package io.travertine.persist.location.scheme;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.id.DatabaseId;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.IdentifiedConsensus;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.file.DatabaseDirectory;
import io.travertine.persist.location.file.FileBlob;
import io.travertine.persist.location.log.LogConsensus;
import io.travertine.persist.location.probe.Check;
import io.travertine.persist.location.probe.Diagnosis;
import io.travertine.persist.location.probe.Half;
import io.travertine.persist.location.probe.ProbeGround;
import io.travertine.persist.location.sqlite.SqliteConsensus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code file:PATH}: a directory, relative to the working directory unless absolute, with the
 * objects and the consensus as files. {@code file:///PATH} is absolute too. A consensus in SQLite,
 * as earlier releases created it, is used as it is.
 */
final class FileScheme implements LocationScheme {

  @Override
  public String name() {
    return "file";
  }

  @Override
  public Access accessTo(LocationUri uri) {
    DatabaseDirectory directory =
        new DatabaseDirectory(DatabaseDirectory.path(uri), Optional.empty());
    return LogConsensus.accessTo(directory.consensus()) == Access.READ_WRITE
        ? DatabaseDirectory.accessTo(directory.path())
        : Access.READ_ONLY;
  }

  @Override
  public Blob openBlob(LocationUri uri, OpenOptions options) {
    DatabaseDirectory directory = directory(uri, options);
    directory.requireObjects();
    return options.access() == Access.READ_ONLY
        ? FileBlob.existing(directory.blob(), options.seed())
        : FileBlob.create(directory.blob(), options.clock(), options.seed());
  }

  @Override
  public Consensus openConsensus(LocationUri uri, OpenOptions options) {
    DatabaseDirectory directory = directory(uri, options);
    Path place =
        Files.exists(directory.sqlite()) && !LogConsensus.isThere(directory.consensus())
            ? directory.sqlite()
            : directory.consensus();
    IdentifiedConsensus consensus = openConsensus(directory, place, options);
    try {
      boolean identify = directory.id().isEmpty() && options.access() == Access.READ_WRITE;
      directory.belongingTo(
          place.toString(),
          identify
              ? Optional.of(consensus.identify(DatabaseId.generate(options.seed())))
              : consensus.databaseId(),
          options.access(),
          options.seed());
      return consensus;
    } catch (RuntimeException e) {
      consensus.close();
      throw e;
    }
  }

  private static IdentifiedConsensus openConsensus(
      DatabaseDirectory directory, Path place, OpenOptions options) {
    boolean sqlite = place.equals(directory.sqlite());
    if (!directory.requiresConsensus()) {
      if (options.access() == Access.READ_WRITE && !directory.hasConsensus()) {
        requireSafe(directory);
      }
      return sqlite
          ? SqliteConsensus.open(place, options.access(), options.clock(), options.seed())
          : LogConsensus.open(place, options.access(), options.clock(), options.seed());
    }
    try {
      return sqlite
          ? SqliteConsensus.openExisting(place, options.access(), options.clock(), options.seed())
          : LogConsensus.openExisting(place, options.access(), options.clock(), options.seed());
    } catch (CorruptException e) {
      throw directory.consensusLost(e);
    }
  }

  @Override
  public void join(LocationUri blob, IdentifiedConsensus consensus, OpenOptions options) {
    directory(blob, options)
        .belongingTo(
            consensus.toString(), consensus.databaseId(), options.access(), options.seed());
  }

  @Override
  public Optional<ProbeGround> ground(LocationUri uri, OpenOptions options) {
    return Optional.of(DirectoryGround.take(DatabaseDirectory.path(uri), options));
  }

  /** Locks and shared memory are what processes meet at. */
  private static void requireSafe(DatabaseDirectory directory) {
    Check fileSystem = FileSystemKind.check(directory.path(), Set.of(Half.CONSENSUS));
    new Diagnosis(List.of(fileSystem)).requireSafe(directory.path());
  }

  private static DatabaseDirectory directory(LocationUri uri, OpenOptions options) {
    return DatabaseDirectory.open(DatabaseDirectory.path(uri), options.access(), options.seed());
  }
}
