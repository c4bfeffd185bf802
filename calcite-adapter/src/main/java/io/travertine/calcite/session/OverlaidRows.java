package io.travertine.calcite.session;

import io.travertine.persist.SnapshotCursor;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Retractions;
import io.travertine.persist.data.RowChoice;
import io.travertine.persist.data.Updates;
import java.util.Optional;

/**
 * The rows of a snapshot with a transaction's own changes on top: what it took away is gone, what
 * it added is there. Not thread-safe.
 */
public final class OverlaidRows implements SnapshotCursor {

  /** No rows at all. */
  public static final SnapshotCursor NOTHING =
      new SnapshotCursor() {
        @Override
        public Optional<Updates> next() {
          return Optional.empty();
        }

        @Override
        public void close() {}
      };

  private final SnapshotCursor below;
  private final Updates own;
  private final Retractions retractions;
  private boolean ownDone;
  private boolean done;

  private OverlaidRows(SnapshotCursor below, Updates own, RowChoice choice) {
    this.below = below;
    this.own = own;
    this.retractions = new Retractions(0, choice);
    retractions.gather(own);
  }

  /**
   * Lays {@code own} over {@code below}.
   *
   * @param below closed with this
   * @param own the changes in the table's columns; those of rows that are not wanted may be left
   *     out
   * @param columns those that {@code below} has
   * @param choice the rows of these columns that are wanted; others may be given, too
   */
  public static SnapshotCursor of(
      SnapshotCursor below, Updates own, Projection columns, RowChoice choice) {
    if (own.isEmpty()) {
      return below;
    }
    Updates projected =
        new Updates(
            own.keys().project(columns.keyPositions(own.keys().schema())),
            own.values(),
            own.times(),
            own.diffs());
    return new OverlaidRows(below, projected, choice);
  }

  @Override
  public Optional<Updates> next() {
    while (!done) {
      Optional<Updates> chunk = below.next();
      if (chunk.isEmpty()) {
        chunk = ownDone ? Optional.empty() : Optional.of(own);
        ownDone = true;
      }
      if (chunk.isEmpty()) {
        done = true;
        return Optional.empty();
      }
      Updates left = retractions.cancel(chunk.get());
      if (!left.isEmpty()) {
        return Optional.of(left);
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    done = true;
    below.close();
  }
}
