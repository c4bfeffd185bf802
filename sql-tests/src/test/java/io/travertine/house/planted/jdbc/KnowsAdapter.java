package io.travertine.house.planted.jdbc;

import io.travertine.house.planted.calcite.session.KnowsInside;

/** Would not link in the jar of the remote driver. */
final class KnowsAdapter {
  final KnowsInside adapter = new KnowsInside();
}
