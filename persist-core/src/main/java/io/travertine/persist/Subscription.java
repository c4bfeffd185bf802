package io.travertine.persist;

import io.travertine.persist.data.Update;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The contents of a shard at one time, and then everything that happens to it (spec §1.4): first
 * the snapshot, without a progress of its own and left out if there is nothing in it, then what a
 * {@link Listen} tells. Together they are exact: nothing is missing, nothing comes twice.
 *
 * <p>Not thread-safe, except {@link #close}.
 */
public final class Subscription<K, V> implements AutoCloseable {

  private final Snapshots<K, V> snapshots;
  private final Listen<K, V> listen;
  private final Frontier asOf;
  private boolean began;

  /**
   * @param listen as of {@code asOf}; closed with this
   * @param snapshots under the holds of the listen
   */
  Subscription(Snapshots<K, V> snapshots, Listen<K, V> listen, Frontier asOf) {
    this.snapshots = snapshots;
    this.listen = listen;
    this.asOf = asOf;
  }

  /** Everything before it has been told, once the snapshot has. */
  public Frontier frontier() {
    return listen.frontier();
  }

  /** Waits for the next event, for as long as it takes. */
  public ListenEvent<K, V> next() {
    return next(Deadline.none());
  }

  /**
   * Waits for the next event. The first waits until the shard is complete up to the time of the
   * snapshot, and has all of it, not consolidated; {@link #nextParts} needs less memory.
   *
   * @throws DeadlineExceededException if there is none before the deadline; nothing is missed
   * @throws CancelledException if the thread is interrupted; nothing is missed
   * @throws LeaseExpiredException if this process was silent for longer than its lease
   */
  public ListenEvent<K, V> next(Deadline deadline) {
    listen.checkOpen();
    if (!began) {
      List<Update<K, V>> contents = new ArrayList<>();
      try (Snapshot<K, V> snapshot = snapshots.take(asOf, Scan.everything(), deadline);
          SnapshotCursor cursor = snapshot.stream()) {
        Optional<Updates> chunk = cursor.next();
        while (chunk.isPresent()) {
          contents.addAll(snapshot.decoded(chunk.get()));
          chunk = cursor.next();
        }
      }
      began = true;
      if (!contents.isEmpty()) {
        return new ListenEvent.Changes<>(contents);
      }
    }
    return listen.next(deadline);
  }

  /** The same with updates still to be fetched; both may be called in turn. */
  public PartEvent nextParts(Deadline deadline) {
    listen.checkOpen();
    if (!began) {
      try (Snapshot<K, V> snapshot = snapshots.take(asOf, Scan.everything(), deadline)) {
        List<LeasedPart> parts = snapshot.parts();
        began = true;
        if (!parts.isEmpty()) {
          return new PartEvent.Parts(parts);
        }
      }
    }
    return listen.nextParts(deadline);
  }

  /** Gives up what it holds back; parts it has told of stay until they are closed. */
  @Override
  public void close() {
    listen.close();
  }
}
