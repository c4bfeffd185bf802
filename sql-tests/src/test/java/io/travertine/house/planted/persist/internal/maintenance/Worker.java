package io.travertine.house.planted.persist.internal.maintenance;

import io.travertine.house.planted.persist.internal.io.Transfer;

/** Points downwards, and breaks no rule. */
public final class Worker {
  final Transfer below = new Transfer();
}
