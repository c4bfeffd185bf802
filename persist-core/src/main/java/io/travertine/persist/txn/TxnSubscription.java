package io.travertine.persist.txn;

import io.travertine.persist.Changes;
import io.travertine.persist.ListenEvent;
import io.travertine.persist.Scan;
import io.travertine.persist.Snapshot;
import io.travertine.persist.SnapshotCursor;
import io.travertine.persist.data.Update;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The contents of a data shard at one time, and then everything that is committed to it, whether it
 * was applied yet or not (spec §11.3). Its progress is that of the txns shard: it goes on when
 * others commit to other shards. Holds its own since, one step behind what it has told.
 *
 * <p>Not thread-safe, except {@link #close}.
 */
public final class TxnSubscription<K, V> implements AutoCloseable {

  private final Txns txns;
  private final DataShard<K, V> shard;

  /** Everything up to it has been told, or is about to be. */
  private long told;

  private boolean began;
  private boolean owesProgress;

  /**
   * @param shard handed over
   */
  TxnSubscription(Txns txns, DataShard<K, V> shard, long asOf) {
    this.txns = txns;
    this.shard = shard;
    this.told = asOf;
  }

  /** Everything before it has been told, once the contents have. */
  public long frontier() {
    return told + 1;
  }

  /** Waits for the next event, for as long as it takes. */
  public ListenEvent<K, V> next() {
    return next(Deadline.none());
  }

  /**
   * Waits for the next event. The first is the contents, if there are any, at the time of the
   * subscription and not consolidated; they come without a progress of their own.
   *
   * @throws DeadlineExceededException if there is none before the deadline; nothing is missed
   * @throws CancelledException if the thread is interrupted; nothing is missed
   * @throws HistoryLostException if this process was silent for longer than its lease, and the
   *     history of what is next went meanwhile
   * @throws LeaseExpiredException if it was silent while it read what is next; nothing is missed
   */
  public ListenEvent<K, V> next(Deadline deadline) {
    if (!began) {
      List<Update<K, V>> contents = contents(deadline);
      began = true;
      if (!contents.isEmpty()) {
        return new ListenEvent.Changes<>(contents);
      }
    }
    if (owesProgress) {
      owesProgress = false;
      return new ListenEvent.Progress<>(Frontier.at(frontier()));
    }
    txns.log().awaitPast(frontier(), deadline);
    long upTo = txns.log().cache().progress() - 1;
    List<Update<K, V>> updates;
    try (Changes<K, V> changes = shard.changes(told, upTo, Scan.everything(), deadline)) {
      updates = changes.fetch();
    }
    told = upTo;
    // One step behind: what happens at the since cannot be told from what happened before.
    shard.letGo(told);
    if (updates.isEmpty()) {
      return new ListenEvent.Progress<>(Frontier.at(frontier()));
    }
    owesProgress = true;
    return new ListenEvent.Changes<>(updates);
  }

  private List<Update<K, V>> contents(Deadline deadline) {
    List<Update<K, V>> contents = new ArrayList<>();
    try (Snapshot<K, V> snapshot = shard.snapshot(told, Scan.everything(), deadline);
        SnapshotCursor cursor = snapshot.stream()) {
      Optional<Updates> chunk = cursor.next();
      while (chunk.isPresent()) {
        contents.addAll(chunk.get().toList(shard.keys(), shard.values()));
        chunk = cursor.next();
      }
    }
    return contents;
  }

  /** Gives up what it holds back. */
  @Override
  public void close() {
    shard.close();
  }
}
