package io.travertine.persist.location.scheme;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.NotADatabaseException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.probe.Check;
import io.travertine.persist.location.probe.Diagnosis;
import io.travertine.persist.location.probe.Extent;
import io.travertine.persist.location.probe.Half;
import io.travertine.persist.location.probe.LocationProbe;
import io.travertine.persist.location.probe.ProbeGround;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A thorough look at one location, whether there is a database or not. For one thread. */
final class Examination {

  private static final String DATABASE = "database";
  private static final String PERMISSIONS = "permissions";

  private final Locations locations;
  private final PersistLocation location;
  private final OpenOptions options;
  private final List<Check> checks = new ArrayList<>();

  Examination(Locations locations, PersistLocation location, OpenOptions options) {
    this.locations = locations;
    this.location = location;
    this.options = options;
  }

  /** What is there now. */
  private enum Found {
    DATABASE,
    NOTHING,
    /** Nobody answers. */
    UNKNOWN
  }

  Diagnosis run() {
    Found found = lookForDatabase();
    if (found == Found.UNKNOWN) {
      return new Diagnosis(checks);
    }
    boolean exists = found == Found.DATABASE;
    if (exists && locations.accessTo(location) == Access.READ_ONLY) {
      checks.add(
          Check.unsafe(
              PERMISSIONS,
              "this process may only read",
              "let this user write there, or open with ;readOnly=true; nothing else was tried"));
      return new Diagnosis(checks);
    }
    Map<LocationUri, Set<Half>> places = new LinkedHashMap<>();
    places.computeIfAbsent(location.blob(), any -> EnumSet.noneOf(Half.class)).add(Half.OBJECTS);
    places
        .computeIfAbsent(location.consensus(), any -> EnumSet.noneOf(Half.class))
        .add(Half.CONSENSUS);
    places.forEach((uri, halves) -> probe(uri, halves, exists));
    return new Diagnosis(checks);
  }

  private Found lookForDatabase() {
    OpenOptions reading =
        new OpenOptions(Access.READ_ONLY, options.clock(), options.seed(), options.requests());
    try {
      locations.open(location, reading).close();
      checks.add(Check.safe(DATABASE, "there is one"));
      return Found.DATABASE;
    } catch (NotADatabaseException none) {
      checks.add(Check.safe(DATABASE, "there is none yet"));
      return Found.NOTHING;
    } catch (CorruptException | FormatTooNewException e) {
      checks.add(
          Check.unsafe(DATABASE, String.valueOf(e.getMessage()), "it cannot be used as it is"));
      return Found.NOTHING;
    } catch (CancelledException e) {
      throw e;
    } catch (PersistException e) {
      checks.add(LocationProbe.failed(DATABASE, e));
      return Found.UNKNOWN;
    }
  }

  private void probe(LocationUri uri, Set<Half> halves, boolean exists) {
    LocationProbe probe = new LocationProbe(Extent.FULL, options.clock(), options.seed());
    String where = location.blob().equals(location.consensus()) ? "" : uri.scheme() + ": ";
    Optional<ProbeGround> taken = take(uri, where, exists);
    if (taken.isEmpty()) {
      return;
    }
    try (ProbeGround ground = taken.get()) {
      checks.add(Check.safe(where + PERMISSIONS, "reading and writing"));
      probe
          .diagnose(ground, halves)
          .forEach(
              check ->
                  checks.add(new Check(where + check.guarantee(), check.verdict(), check.seen())));
    } catch (CancelledException e) {
      throw e;
    } catch (PersistException e) {
      checks.add(LocationProbe.failed(where + "cleaning up", e));
    }
  }

  private Optional<ProbeGround> take(LocationUri uri, String where, boolean exists) {
    try {
      Optional<ProbeGround> ground = locations.ground(uri, options);
      if (ground.isEmpty()) {
        checks.add(
            Check.unknown(where + PERMISSIONS, "nothing can be tried out here", "ask its makers"));
      }
      return ground;
    } catch (CancelledException e) {
      throw e;
    } catch (PersistException e) {
      checks.add(
          exists
              ? Check.unknown(
                  where + PERMISSIONS,
                  "the database can be written, but nothing be tried out beside it: "
                      + e.getMessage(),
                  "run this as a user who may")
              : LocationProbe.failed(where + PERMISSIONS, e));
      return Optional.empty();
    }
  }
}
