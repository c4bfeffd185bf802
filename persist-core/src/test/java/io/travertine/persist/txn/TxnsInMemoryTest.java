package io.travertine.persist.txn;

import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.memory.MemoryPlace;

/** Transactions in memory. */
class TxnsInMemoryTest extends TxnContract {

  private final MemoryPlace place = MemoryPlace.unnamed();

  @Override
  OpenLocation location() {
    return TxnProcess.location(place);
  }
}
