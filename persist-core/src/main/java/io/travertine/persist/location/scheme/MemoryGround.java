package io.travertine.persist.location.scheme;

import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.location.probe.Check;
import io.travertine.persist.location.probe.Extent;
import io.travertine.persist.location.probe.Half;
import io.travertine.persist.location.probe.ProbeGround;
import java.util.List;
import java.util.Set;

/** Ground in memory. */
final class MemoryGround implements ProbeGround {

  private final MemoryPlace place = MemoryPlace.unnamed();

  @Override
  public Blob blob() {
    return place.blob();
  }

  @Override
  public Consensus consensus() {
    return place.consensus();
  }

  @Override
  public List<Check> traits(Set<Half> halves, Extent extent) {
    return List.of(
        Check.warning(
            "durability",
            "all of it is in memory",
            "what is to outlive this process needs a disk"));
  }

  @Override
  public void close() {}
}
