package io.travertine.persist.location.postgres;

import io.travertine.persist.id.DatabaseId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.IdentifiedConsensus;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.probe.ProbeGround;
import io.travertine.persist.time.Clock;

/**
 * What a {@code postgresql:} URI opens; see {@link PostgresPlace} for what it may say. All of it
 * fails as {@code LocationScheme} promises.
 */
public final class PostgresLocations {

  private PostgresLocations() {}

  /** What could be done with what is there. */
  public static Access accessTo(LocationUri uri) {
    return new PostgresSchema(place(uri)).access(Clock.system());
  }

  /** The objects there. */
  public static Blob openBlob(LocationUri uri, Access access, Clock clock) {
    return PostgresBlob.open(place(uri), access, clock);
  }

  /** The consensus there, which has an id if it may be written. */
  public static IdentifiedConsensus openConsensus(
      LocationUri uri, Access access, Clock clock, Seed seed) {
    PostgresConsensus consensus = PostgresConsensus.open(place(uri), access, clock);
    if (access == Access.READ_WRITE) {
      try {
        consensus.identify(DatabaseId.generate(seed));
      } catch (RuntimeException e) {
        consensus.close();
        throw e;
      }
    }
    return consensus;
  }

  /** Makes the objects at {@code blob} those of the database {@code id}. */
  public static void join(LocationUri blob, DatabaseId id, Access access, Clock clock) {
    new PostgresSchema(place(blob)).join(id, access, clock);
  }

  /** Ground there to try things out. */
  public static ProbeGround ground(LocationUri uri, Clock clock, Seed seed) {
    return PostgresGround.take(place(uri), clock, seed);
  }

  /** The place that {@code uri} names, without how to get in and what pgjdbc is told. */
  public static String identity(LocationUri uri) {
    return place(uri).toString();
  }

  private static PostgresPlace place(LocationUri uri) {
    return PostgresPlace.parse(uri, System.getenv());
  }
}
