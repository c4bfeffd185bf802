package io.travertine.persist.location.scheme;

import io.travertine.persist.id.DatabaseId;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.IdentifiedConsensus;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.postgres.PostgresLocations;
import io.travertine.persist.location.probe.ProbeGround;
import java.util.Optional;

/**
 * {@code postgresql://HOST:PORT/DATABASE?currentSchema=NAME}: a schema of a PostgreSQL, or of what
 * speaks like it, with objects and consensus in tables.
 */
final class PostgresScheme implements LocationScheme {

  @Override
  public String name() {
    return "postgresql";
  }

  @Override
  public Access accessTo(LocationUri uri) {
    return PostgresLocations.accessTo(uri);
  }

  @Override
  public Blob openBlob(LocationUri uri, OpenOptions options) {
    return options.patiently(
        () -> PostgresLocations.openBlob(uri, options.access(), options.clock()));
  }

  @Override
  public Consensus openConsensus(LocationUri uri, OpenOptions options) {
    return options.patiently(
        () ->
            PostgresLocations.openConsensus(
                uri, options.access(), options.clock(), options.seed()));
  }

  @Override
  public void join(LocationUri blob, IdentifiedConsensus consensus, OpenOptions options) {
    Optional<DatabaseId> id = consensus.databaseId();
    if (id.isPresent()) {
      PostgresLocations.join(blob, id.get(), options.access(), options.clock());
    }
  }

  @Override
  public Optional<ProbeGround> ground(LocationUri uri, OpenOptions options) {
    return Optional.of(PostgresLocations.ground(uri, options.clock(), options.seed()));
  }
}
