package io.travertine.persist.pubsub;

import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.file.DatabaseDirectory;
import io.travertine.persist.location.postgres.PostgresLocations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What tells a database from all others, also from its copies: those have its id, and their shards
 * have the same names. So it is the place that counts, not the contents.
 */
final class DatabaseIdentity {

  private DatabaseIdentity() {}

  /** That of the log at {@code location}, the same by whatever path or mount it is reached. */
  static String of(PersistLocation location) {
    LocationUri consensus = location.consensus();
    return switch (consensus.scheme()) {
      case "file" -> of(DatabaseDirectory.path(consensus));
      case "postgresql" -> PostgresLocations.identity(consensus);
      default -> consensus.toString();
    };
  }

  /** That of the database in {@code directory}, which is the directory's own on its file system. */
  static String of(Path directory) {
    try {
      Object key = Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
      return key == null ? directory.toRealPath().toString() : key.toString();
    } catch (IOException absent) {
      return directory.toAbsolutePath().normalize().toString();
    }
  }
}
