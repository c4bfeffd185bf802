package io.travertine.house.planted.persist.internal.state;

import io.travertine.house.planted.persist.internal.maintenance.Worker;

/** Points upwards. */
final class KnowsMaintenance {
  final Worker upstairs = new Worker();
}
