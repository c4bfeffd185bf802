package io.travertine.persist.location.scheme;

import io.travertine.persist.location.Access;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.file.DatabaseDirectory;
import io.travertine.persist.location.file.FileBlob;
import io.travertine.persist.location.sqlite.SqliteConsensus;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

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
  public Blob openBlob(LocationUri uri, OpenOptions options) {
    DatabaseDirectory directory = directory(uri, options);
    return options.access() == Access.READ_ONLY
        ? FileBlob.existing(directory.blob(), options.seed())
        : FileBlob.create(directory.blob(), options.clock(), options.seed());
  }

  @Override
  public Consensus openConsensus(LocationUri uri, OpenOptions options) {
    DatabaseDirectory directory = directory(uri, options);
    return SqliteConsensus.open(
        directory.consensus(), options.access(), options.clock(), options.seed());
  }

  private static DatabaseDirectory directory(LocationUri uri, OpenOptions options) {
    String path = uri.rest().startsWith("///") ? uri.rest().substring(2) : uri.rest();
    if (path.isBlank()) {
      throw new IllegalArgumentException(uri + " needs a directory, as in file:PATH");
    }
    if (path.startsWith("//")) {
      throw new IllegalArgumentException(
          uri + " names a host; only directories of this machine can be opened: file:PATH");
    }
    try {
      return DatabaseDirectory.open(Path.of(path), options.access(), options.seed());
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(uri + " is no path here: " + e.getReason(), e);
    }
  }
}
