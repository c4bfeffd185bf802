package io.travertine.persist.location.s3;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.NotADatabaseException;
import io.travertine.persist.id.DatabaseId;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.IdentifiedConsensus;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.decorators.RequestListener;
import io.travertine.persist.location.probe.Extent;
import io.travertine.persist.location.probe.Half;
import io.travertine.persist.location.probe.LocationProbe;
import io.travertine.persist.location.probe.ProbeGround;
import io.travertine.persist.location.scheme.LocationScheme;
import io.travertine.persist.location.scheme.OpenOptions;
import io.travertine.persist.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code s3://BUCKET/PREFIX?key=value&…}: objects and consensus below a prefix of a bucket. Each
 * half has a marker with the id of its database. They are written in this order: the marker of the
 * consensus, that of the objects, objects and logs. So what has something behind its marker, and
 * then lacks the marker, has lost it.
 */
public final class S3Scheme implements LocationScheme {

  private static final String WAY_OUT = "restore all of it from a backup, or name another prefix";
  private static final String OBJECTS = "blob/";

  /** For {@link java.util.ServiceLoader}. */
  public S3Scheme() {}

  @Override
  public String name() {
    return "s3";
  }

  @Override
  public Access accessTo(LocationUri uri) {
    try (S3ObjectStore store = connect(uri, Clock.system(), RequestListener.NONE)) {
      for (Marker marker : Marker.values()) {
        Optional<DatabaseId> marked = marker.read(store);
        if (marked.isPresent()) {
          // It is there, so this can only be refused: for that, or for lack of permission.
          marker.identify(store, marked.get());
          return Access.READ_WRITE;
        }
      }
      return Access.READ_ONLY;
    } catch (DeterminateException e) {
      return Access.READ_ONLY;
    }
  }

  @Override
  public Blob openBlob(LocationUri uri, OpenOptions options) {
    return opened(
        uri,
        options,
        store -> {
          if (Marker.BLOB.read(store).isEmpty()
              && isNew(uri, store, options, Marker.BLOB, OBJECTS)) {
            requireSafe(uri, options, Half.OBJECTS);
          }
          return new S3Blob(store);
        });
  }

  @Override
  public Consensus openConsensus(LocationUri uri, OpenOptions options) {
    return opened(
        uri,
        options,
        store -> {
          S3Consensus consensus =
              new S3Consensus(store, StoreRules.DEFAULT, options.clock(), options.seed());
          if (consensus.databaseId().isEmpty()) {
            Optional<DatabaseId> objects = Marker.BLOB.read(store);
            if (objects.isPresent() && consensus.databaseId().isEmpty()) {
              throw new CorruptException(
                  "%s has objects of the database %s, but no consensus: if that lies elsewhere, say"
                          .formatted(store, objects.get())
                      + " consensus=…; otherwise "
                      + WAY_OUT);
            }
            if (objects.isEmpty() && isNew(uri, store, options, Marker.CONSENSUS, LogNames.LOGS)) {
              requireSafe(uri, options, Half.CONSENSUS);
              consensus.identify(DatabaseId.generate(options.seed()));
            }
          }
          return consensus;
        });
  }

  @Override
  public void join(LocationUri blob, IdentifiedConsensus consensus, OpenOptions options) {
    Optional<DatabaseId> log = consensus.databaseId();
    try (S3ObjectStore store = connect(blob, options.clock(), options.requests())) {
      Optional<DatabaseId> objects = Marker.BLOB.read(store);
      if (objects.isEmpty() && log.isPresent() && options.access() == Access.READ_WRITE) {
        objects = Optional.of(Marker.BLOB.identify(store, log.get()));
      }
      if (objects.isPresent() && !objects.equals(log)) {
        throw new CorruptException(
            "the objects in %s are those of another database: they have the id %s, the consensus"
                    .formatted(store, objects.get())
                + " has %s: %s".formatted(log.map(DatabaseId::toString).orElse("none"), WAY_OUT));
      }
    }
  }

  @Override
  public Optional<ProbeGround> ground(LocationUri uri, OpenOptions options) {
    return Optional.of(S3Ground.take(S3Location.parse(uri), options));
  }

  /** Tries out a store, as there are many kinds of them, before anything is entrusted to it. */
  private static void requireSafe(LocationUri uri, OpenOptions options, Half half) {
    LocationProbe probe = new LocationProbe(Extent.QUICK, options.clock(), options.seed());
    try (ProbeGround ground = S3Ground.take(S3Location.parse(uri), options)) {
      probe.diagnoseOrFail(ground, Set.of(half)).requireSafe(uri);
    }
  }

  /**
   * Whether nothing lies there yet, and something may; false if another process has just created
   * it.
   */
  private static boolean isNew(
      LocationUri uri, ObjectStore store, OpenOptions options, Marker marker, String folder) {
    if (!store.list(folder, "", 1).value().objects().isEmpty()) {
      if (marker.read(store).isPresent()) {
        return false;
      }
      throw new CorruptException(
          "the database marker %s is missing in %s: %s"
              .formatted(marker.objectName(), store, WAY_OUT));
    }
    if (options.access() == Access.READ_ONLY) {
      throw new NotADatabaseException(
          uri + " is no Travertine database: open it once for writing to create one");
    }
    boolean another =
        store.list("", "", 10).value().objects().stream()
            .map(ObjectStore.Listed::name)
            .anyMatch(name -> !isOurs(name));
    if (another) {
      throw new NotADatabaseException(
          uri + " is no Travertine database, and has something else: name an empty prefix");
    }
    return true;
  }

  private static boolean isOurs(String name) {
    return name.isEmpty()
        || name.startsWith(OBJECTS)
        || name.startsWith(LogNames.LOGS)
        || name.startsWith(S3Ground.FOLDER)
        || name.equals(Marker.BLOB.objectName())
        || name.equals(Marker.CONSENSUS.objectName());
  }

  private static <T> T opened(
      LocationUri uri, OpenOptions options, Function<S3ObjectStore, T> opening) {
    S3ObjectStore store = connect(uri, options.clock(), options.requests());
    try {
      return options.patiently(() -> opening.apply(store));
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static S3ObjectStore connect(LocationUri uri, Clock clock, RequestListener requests) {
    S3Location location = S3Location.parse(uri);
    S3ObjectStore store = new S3ObjectStore(S3Clients.open(location), location, clock, requests);
    try {
      store.checkCredentials();
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }
}
