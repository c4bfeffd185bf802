package io.travertine.house.planted.persist.txn;

/** Sleeps without a clock. */
final class Dozes {
  void doze() throws InterruptedException {
    Thread.sleep(1);
  }
}
