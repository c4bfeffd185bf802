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
import io.travertine.persist.location.probe.Check;
import io.travertine.persist.location.probe.Diagnosis;
import io.travertine.persist.location.probe.Half;
import io.travertine.persist.location.probe.ProbeGround;
import io.travertine.persist.location.sqlite.SqliteConsensus;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code file:PATH}: a directory, relative to the working directory unless absolute, with the
 * objects as files and the consensus in SQLite. {@code file:///PATH} is absolute too.
 */
final class FileScheme implements LocationScheme {

  @Override
  public String name() {
    return "file";
  }

  @Override
  public Access accessTo(LocationUri uri) {
    return DatabaseDirectory.accessTo(DatabaseDirectory.path(uri));
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
    SqliteConsensus consensus = openConsensus(directory, options);
    try {
      boolean identify = directory.id().isEmpty() && options.access() == Access.READ_WRITE;
      directory.belongingTo(
          directory.consensus().toString(),
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

  private static SqliteConsensus openConsensus(DatabaseDirectory directory, OpenOptions options) {
    if (!directory.requiresConsensus()) {
      if (options.access() == Access.READ_WRITE && directory.consensus().toFile().length() == 0) {
        requireSafe(directory);
      }
      return SqliteConsensus.open(
          directory.consensus(), options.access(), options.clock(), options.seed());
    }
    try {
      return SqliteConsensus.openExisting(
          directory.consensus(), options.access(), options.clock(), options.seed());
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

  /** Locks of SQLite are what keeps processes apart. */
  private static void requireSafe(DatabaseDirectory directory) {
    Check fileSystem = FileSystemKind.check(directory.path(), Set.of(Half.CONSENSUS));
    new Diagnosis(List.of(fileSystem)).requireSafe(directory.path());
  }

  private static DatabaseDirectory directory(LocationUri uri, OpenOptions options) {
    return DatabaseDirectory.open(DatabaseDirectory.path(uri), options.access(), options.seed());
  }
}
