package io.travertine.sqltests;

import io.travertine.persist.id.Seed;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.decorators.Unreliability;
import io.travertine.persist.location.decorators.UnreliableBlob;
import io.travertine.persist.location.decorators.UnreliableConsensus;
import io.travertine.persist.location.scheme.LocationScheme;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;

/**
 * {@code faulty:SEED:LOCATION}: the database at LOCATION, where one request in twenty does not
 * happen, and of one in twenty nobody learns what has happened. Only tests have this scheme.
 */
public final class FaultyScheme implements LocationScheme {

  @Override
  public String name() {
    return "faulty";
  }

  @Override
  public Access accessTo(LocationUri uri) {
    return Locations.standard().accessTo(inside(uri));
  }

  @Override
  public Blob openBlob(LocationUri uri, OpenOptions options) {
    OpenLocation opened = Locations.standard().open(inside(uri), options);
    opened.consensus().close();
    return new UnreliableBlob(opened.blob(), unreliability(uri, 1));
  }

  @Override
  public Consensus openConsensus(LocationUri uri, OpenOptions options) {
    OpenLocation opened = Locations.standard().open(inside(uri), options);
    opened.blob().close();
    return new UnreliableConsensus(opened.consensus(), unreliability(uri, 2));
  }

  private static PersistLocation inside(LocationUri uri) {
    return PersistLocation.of(uri.rest().substring(uri.rest().indexOf(':') + 1));
  }

  private static Unreliability unreliability(LocationUri uri, int half) {
    long seed = Long.parseLong(uri.rest().substring(0, uri.rest().indexOf(':')));
    return new Unreliability(Seed.of(2 * seed + half));
  }
}
