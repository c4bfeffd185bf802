package io.travertine.persist.internal.spine;

import java.util.List;
import java.util.Optional;

/**
 * Level i of the spine holds batches of nominally at most 2^i updates.
 *
 * @param batches at most two, oldest first
 * @param merge present iff there are two
 */
record Level(List<SpineBatch> batches, Optional<FuelingMerge> merge) {

  static final Level VACANT = new Level(List.of(), Optional.empty());

  Level {
    batches = List.copyOf(batches);
    if (batches.size() > 2 || merge.isPresent() != (batches.size() == 2)) {
      throw new IllegalStateException(
          "level has "
              + batches.size()
              + " batches and "
              + (merge.isPresent() ? "a" : "no")
              + " merge");
    }
  }

  static Level single(SpineBatch batch) {
    return new Level(List.of(batch), Optional.empty());
  }

  boolean isVacant() {
    return batches.isEmpty();
  }

  boolean isSingle() {
    return batches.size() == 1;
  }

  boolean isFull() {
    return batches.size() == 2;
  }
}
