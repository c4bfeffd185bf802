package io.travertine.house.planted.persist.internal.spine;

/** Has a thread in a pure room. */
final class StartsThread {
  final Thread thread = new Thread(() -> {});
}
