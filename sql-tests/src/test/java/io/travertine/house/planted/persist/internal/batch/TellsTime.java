package io.travertine.house.planted.persist.internal.batch;

/** Has a clock in a pure room. */
final class TellsTime {
  final long now = System.nanoTime();
}
