package io.travertine.house.planted.calcite.session;

import io.travertine.house.planted.persist.internal.io.Transfer;

/** Reaches into the storage core. */
public final class KnowsInside {
  final Transfer inside = new Transfer();
}
