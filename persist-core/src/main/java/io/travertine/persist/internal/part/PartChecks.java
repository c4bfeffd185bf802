package io.travertine.persist.internal.part;

import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.time.Description;

/** What must hold of updates before they are written (spec §6.5). */
final class PartChecks {

  private PartChecks() {}

  static void check(Schema key, Schema value, Updates updates, Description description) {
    if (!key.equals(updates.keys().schema()) || !value.equals(updates.values().schema())) {
      throw new IllegalArgumentException(
          updates + " for a part of " + key.columns() + " " + value.columns());
    }
    boolean strict = description.since().lessEqual(description.lower());
    for (int row = 0; row < updates.length(); row++) {
      long time = updates.times()[row];
      boolean beyond = strict && description.upper().lessEqual(time);
      if (beyond || !description.lower().lessEqual(time)) {
        throw new IllegalArgumentException(
            "update at "
                + description.lower().domain().print(time)
                + " in a part that covers "
                + description);
      }
      if (updates.diffs()[row] == 0) {
        throw new IllegalArgumentException("update " + row + " has diff zero");
      }
    }
  }
}
