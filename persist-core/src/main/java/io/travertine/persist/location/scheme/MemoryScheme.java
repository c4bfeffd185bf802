package io.travertine.persist.location.scheme;

import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.location.probe.ProbeGround;
import java.util.Optional;

/** {@code mem:NAME}: shared within this process, until it ends. */
final class MemoryScheme implements LocationScheme {

  @Override
  public String name() {
    return "mem";
  }

  @Override
  public Blob openBlob(LocationUri uri, OpenOptions options) {
    return place(uri).blob();
  }

  @Override
  public Consensus openConsensus(LocationUri uri, OpenOptions options) {
    return place(uri).consensus();
  }

  @Override
  public Optional<ProbeGround> ground(LocationUri uri, OpenOptions options) {
    return Optional.of(new MemoryGround());
  }

  private static MemoryPlace place(LocationUri uri) {
    if (uri.rest().isBlank()) {
      throw new IllegalArgumentException(uri + " needs a name, as in mem:NAME");
    }
    return MemoryPlace.named(uri.rest());
  }
}
