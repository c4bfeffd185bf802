package io.travertine.persist.location.scheme;

import io.travertine.persist.location.Access;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.IdentifiedConsensus;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.decorators.ReadOnlyBlob;
import io.travertine.persist.location.decorators.ReadOnlyConsensus;
import io.travertine.persist.location.probe.Diagnosis;
import io.travertine.persist.location.probe.ProbeGround;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Opens locations by the schemes it knows. Immutable.
 *
 * <p>Each opening gives new instances: sharing them within a process is for the caller.
 */
public final class Locations {

  private static final Locations STANDARD =
      new Locations(Map.of())
          .with(new MemoryScheme())
          .with(new FileScheme())
          .with(new PostgresScheme())
          .withFound();

  private final Map<String, LocationScheme> schemes;

  private Locations(Map<String, LocationScheme> schemes) {
    this.schemes = schemes;
  }

  /**
   * Knows {@code mem:NAME}, {@code file:PATH} and {@code postgresql://HOST/DATABASE}, and what
   * {@link ServiceLoader} finds, such as {@code s3://BUCKET/PREFIX} in {@code persist-s3}.
   */
  public static Locations standard() {
    return STANDARD;
  }

  /** Knows one scheme more, or another one of that name. */
  public Locations with(LocationScheme scheme) {
    Map<String, LocationScheme> more = new TreeMap<>(schemes);
    more.put(scheme.name(), scheme);
    return new Locations(more);
  }

  private Locations withFound() {
    Locations all = this;
    for (LocationScheme found :
        ServiceLoader.load(LocationScheme.class, Locations.class.getClassLoader())) {
      all = all.with(found);
    }
    return all;
  }

  /**
   * Opens {@code location}; with {@link Access#READ_ONLY} every write is refused with a {@link
   * io.travertine.persist.error.ReadOnlyException}.
   *
   * @throws IllegalArgumentException if a scheme is unknown or its URI makes no sense
   * @throws io.travertine.persist.error.PersistException as {@link LocationScheme} says
   */
  public OpenLocation open(PersistLocation location, OpenOptions options) {
    LocationScheme consensusScheme = scheme(location.consensus());
    LocationScheme blobScheme = scheme(location.blob());
    Blob blob = blobScheme.openBlob(location.blob(), options);
    try {
      Consensus consensus = consensusScheme.openConsensus(location.consensus(), options);
      return join(new OpenLocation(location, blob, consensus), blobScheme, options);
    } catch (RuntimeException e) {
      blob.close();
      throw e;
    }
  }

  /**
   * What could be done with the database at {@code location}: {@link Access#READ_ONLY} where there
   * is none, or this process may not write all of it.
   *
   * @throws IllegalArgumentException if a scheme is unknown or its URI makes no sense
   */
  public Access accessTo(PersistLocation location) {
    boolean writable =
        Stream.of(location.blob(), location.consensus())
            .allMatch(uri -> scheme(uri).accessTo(uri) == Access.READ_WRITE);
    return writable ? Access.READ_WRITE : Access.READ_ONLY;
  }

  /**
   * Finds out whether {@code location} keeps the promises that a database needs, by trying them out
   * on ground beside it; what was tried is removed. Takes some seconds.
   *
   * @param options their access does not count
   * @throws IllegalArgumentException if a scheme is unknown or its URI makes no sense
   * @throws io.travertine.persist.error.CancelledException if the thread is interrupted
   */
  public Diagnosis diagnose(PersistLocation location, OpenOptions options) {
    return new Examination(this, location, options).run();
  }

  Optional<ProbeGround> ground(LocationUri uri, OpenOptions options) {
    return scheme(uri).ground(uri, options);
  }

  private static OpenLocation join(
      OpenLocation opened, LocationScheme blobScheme, OpenOptions options) {
    if (opened.consensus() instanceof IdentifiedConsensus identified) {
      try {
        options.patiently(
            () -> {
              blobScheme.join(opened.location().blob(), identified, options);
              return true;
            });
      } catch (RuntimeException e) {
        identified.close();
        throw e;
      }
    }
    return options.access() == Access.READ_ONLY
        ? new OpenLocation(
            opened.location(),
            new ReadOnlyBlob(opened.blob()),
            new ReadOnlyConsensus(opened.consensus()))
        : opened;
  }

  private LocationScheme scheme(LocationUri uri) {
    LocationScheme scheme = schemes.get(uri.scheme());
    if (scheme == null) {
      throw new IllegalArgumentException(
          "unknown scheme in location %s: known are %s".formatted(uri, schemes.keySet()));
    }
    return scheme;
  }
}
