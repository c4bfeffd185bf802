package io.travertine.house.planted.persist.time;

import java.time.Instant;

/** The one class that may tell the time; breaks no rule. */
final class SystemClock {
  final Instant now = Instant.now();
}
