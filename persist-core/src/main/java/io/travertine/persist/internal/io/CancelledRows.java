package io.travertine.persist.internal.io;

import io.travertine.persist.data.Retractions;
import io.travertine.persist.data.RowChoice;
import io.travertine.persist.data.Updates;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads what was retracted into a hash, and then everything past it. Memory is bounded by the
 * retractions, not by the contents; where that is too much, everything is read several times over,
 * each time for another share of the rows.
 */
final class CancelledRows implements SnapshotRows {

  private final long asOf;
  private final Function<List<RegisteredPart>, PartFetches> fetches;
  private final List<RegisteredPart> parts;
  private final List<RegisteredPart> retracting;
  private final boolean tellsRemainder;
  private final int shares;
  private final RowChoice choice;

  private Retractions retractions;
  private Optional<PartFetches> source = Optional.empty();
  private int share;

  /**
   * @param asOf the time of the snapshot
   * @param tellsRemainder whether retractions of what is not there are told, too
   * @param shares how many times everything is read, at least 1
   * @param choice the rows that are wanted; others may be told, too
   */
  CancelledRows(
      long asOf,
      Function<List<RegisteredPart>, PartFetches> fetches,
      List<RegisteredPart> parts,
      boolean tellsRemainder,
      int shares,
      RowChoice choice) {
    this.asOf = asOf;
    this.fetches = fetches;
    this.parts = parts;
    this.retracting = parts.stream().filter(RegisteredPart::mayRetract).toList();
    this.tellsRemainder = tellsRemainder;
    this.shares = shares;
    this.choice = choice;
    this.retractions = new Retractions(asOf, choice, 0, shares);
  }

  @Override
  public Optional<Updates> next() {
    while (share < shares) {
      Optional<Updates> told = nextOfShare();
      if (told.isPresent()) {
        return told;
      }
      share++;
      closeSource();
      Optional<Updates> remainder = retractions.remainder();
      retractions = new Retractions(asOf, choice, share, shares);
      if (tellsRemainder && remainder.isPresent()) {
        return remainder;
      }
    }
    return Optional.empty();
  }

  private Optional<Updates> nextOfShare() {
    if (source.isEmpty()) {
      try (PartFetches negative = fetches.apply(retracting)) {
        negative.forEachRemaining(retractions::gather);
      }
      source = Optional.of(fetches.apply(parts));
    }
    PartFetches all = source.get();
    while (all.hasNext()) {
      Updates left = retractions.cancel(all.next());
      if (!left.isEmpty()) {
        return Optional.of(left);
      }
    }
    return Optional.empty();
  }

  private void closeSource() {
    source.ifPresent(PartFetches::close);
    source = Optional.empty();
  }

  @Override
  public void close() {
    share = shares;
    closeSource();
  }
}
