package io.travertine.house.planted.persist.txn;

import java.util.Random;
import java.util.UUID;

/** Makes up ids and chance without a seed. */
final class RollsDice {
  final UUID id = UUID.randomUUID();
  final Random dice = new Random();
}
