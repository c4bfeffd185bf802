package io.travertine.persist.location.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.DatabaseId;
import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import java.util.Properties;

/** The object that says of one half of a database which format it has, and whose half it is. */
enum Marker {
  BLOB("travertine-blob.properties"),
  CONSENSUS("travertine-consensus.properties");

  /** The format this release writes; it reads every one up to it. */
  static final int FORMAT = 1;

  private final String objectName;

  Marker(String objectName) {
    this.objectName = objectName;
  }

  /** The name of the object. */
  String objectName() {
    return objectName;
  }

  /**
   * The database whose half lies there; empty if none does.
   *
   * @throws FormatTooNewException if a newer release wrote it
   * @throws CorruptException if it cannot be understood
   */
  Optional<DatabaseId> read(ObjectStore store) {
    return store.get(objectName).value().map(found -> parse(store, found.bytes()));
  }

  /** Marks what is not marked yet as {@code fresh}; the id that counts. */
  DatabaseId identify(ObjectStore store, DatabaseId fresh) {
    store.create(objectName, bytes(fresh));
    return read(store)
        .orElseThrow(
            () ->
                new IndeterminateException(
                    "could not write " + objectName + " in " + store + ": try again"));
  }

  private DatabaseId parse(ObjectStore store, byte[] bytes) {
    Properties properties = new Properties();
    int format;
    try {
      properties.load(new StringReader(new String(bytes, ISO_8859_1)));
      format = Integer.parseInt(properties.getProperty("format", "").trim());
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(store, e);
    }
    if (format > FORMAT) {
      throw new FormatTooNewException(
          "the database in %s has format %s, this release reads formats up to %s: upgrade"
              .formatted(store, format, FORMAT));
    }
    try {
      return DatabaseId.parse(properties.getProperty("id", "").trim());
    } catch (IllegalArgumentException e) {
      throw damaged(store, e);
    }
  }

  private CorruptException damaged(ObjectStore store, Exception how) {
    return new CorruptException(
        "the database marker %s in %s is damaged: restore it from a backup"
            .formatted(objectName, store),
        how);
  }

  private static byte[] bytes(DatabaseId id) {
    return ("# Half of a Travertine database. Leave everything in here to it.\nformat="
            + FORMAT
            + "\nid="
            + id
            + "\n")
        .getBytes(ISO_8859_1);
  }
}
