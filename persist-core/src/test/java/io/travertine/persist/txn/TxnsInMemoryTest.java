package io.travertine.persist.txn;

import io.travertine.persist.location.memory.MemoryPlace;

/** Transactions in memory. */
class TxnsInMemoryTest extends TxnContract {

  private final MemoryPlace place = MemoryPlace.unnamed();

  @Override
  TxnProcess anotherProcess() {
    return TxnProcess.by(place, TxnProcess.BY_HAND);
  }
}
