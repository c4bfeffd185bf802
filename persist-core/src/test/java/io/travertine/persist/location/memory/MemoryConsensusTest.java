package io.travertine.persist.location.memory;

import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.ConsensusContract;

class MemoryConsensusTest extends ConsensusContract {

  private final MemoryPlace place = MemoryPlace.unnamed();

  @Override
  protected Consensus open() {
    return place.consensus();
  }
}
