package io.travertine.house.planted.persist.internal.machine;

import io.travertine.house.planted.persist.internal.io.Transfer;

/** Breaks the wall between the one who moves the root and the one who moves data. */
final class KnowsIo {
  final Transfer neighbour = new Transfer();
}
