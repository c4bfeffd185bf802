package io.travertine.persist.txn;

import io.travertine.persist.AppendResult;
import io.travertine.persist.Changes;
import io.travertine.persist.Diagnostics;
import io.travertine.persist.Overlay;
import io.travertine.persist.PersistClient;
import io.travertine.persist.ReadHandle;
import io.travertine.persist.Scan;
import io.travertine.persist.SinceHandle;
import io.travertine.persist.Snapshot;
import io.travertine.persist.WriteHandle;
import io.travertine.persist.WriteLimits;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.id.CriticalReaderId;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The txns shard as one process has it open, and what is known of it. Thread-safe.
 *
 * <p>The cache follows the shard commit by commit. When it has fallen so far behind that the since
 * has passed it, it begins anew with the entries there are.
 */
final class TxnLog implements AutoCloseable {

  /** The well-known shard of a location's transactions. */
  static final ShardId SHARD = ShardId.parse("s00000000-0000-4000-8000-74786e6c6f67");

  /** Whose hold keeps the shard's since before every write that is still to be applied. */
  static final CriticalReaderId SINCE =
      CriticalReaderId.parse("c00000000-0000-4000-8000-74786e6c6f67");

  private static final Diagnostics DIAGNOSTICS = new Diagnostics("txns", "transactions");

  /** Commits of a whole group travel inside the state. */
  private static final int INLINE_BYTES_MAX = 64 << 10;

  /** So often others may go on while the entries are read. */
  private static final int BEGINNINGS_MAX = 100;

  private final PersistClient client;
  private final Clock clock;
  private final WriteHandle<String, byte[]> writer;
  private final Optional<SinceHandle> since;
  private final TxnsCache cache = new TxnsCache();

  /** One thread at a time reads what is new. */
  private final ReentrantLock reading = new ReentrantLock();

  private volatile ReadHandle<String, byte[]> reader;

  private TxnLog(PersistClient client) {
    this.client = client;
    this.clock = client.config().clock();
    this.since =
        client.access() == Access.READ_ONLY
            ? Optional.empty()
            : Optional.of(
                client.openCriticalSince(SHARD, SINCE, Codec.string(), Codec.bytes(), DIAGNOSTICS));
    this.writer =
        client.openWriter(
            SHARD, Codec.string(), Codec.bytes(), limits(client.config().writes()), DIAGNOSTICS);
    this.reader = openReader();
  }

  private static WriteLimits limits(WriteLimits limits) {
    return new WriteLimits(
        limits.partBytesTarget(),
        limits.outstandingParts(),
        limits.inlineBytesMax() == 0 ? 0 : Math.max(INLINE_BYTES_MAX, limits.inlineBytesMax()),
        limits.inlineTotalBytesMax(),
        limits.lease(),
        limits.statistics());
  }

  private ReadHandle<String, byte[]> openReader() {
    return client.openLeasedReader(SHARD, Codec.string(), Codec.bytes(), DIAGNOSTICS);
  }

  /** Opens it; there is a time to read at afterwards. */
  static TxnLog open(PersistClient client) {
    TxnLog log = new TxnLog(client);
    try {
      long upper = log.fetchUpper();
      while (upper == 0 && client.access() == Access.READ_WRITE) {
        log.writer.compareAndAppend(
            List.of(), Frontier.at(0), Frontier.at(log.clock.epochMicros() + 1));
        upper = log.fetchUpper();
      }
      log.catchUp(upper);
      return log;
    } catch (RuntimeException e) {
      log.close();
      throw e;
    }
  }

  TxnsCache cache() {
    return cache;
  }

  // ---- reading

  /** The upper, linearizable: everything acknowledged before this call is before it. */
  long fetchUpper() {
    return writer.fetchRecentUpper().only();
  }

  /** Waits until the upper is beyond {@code time}, and everything up to it is known. */
  void awaitPast(long time, Deadline deadline) {
    if (cache.progress() <= time) {
      writer.waitForUpperPast(Frontier.at(time), deadline);
      catchUp(writer.upper().only());
    }
  }

  /** Learns everything committed before {@code upper}, which the shard has reached. */
  void catchUp(long upper) {
    if (cache.progress() >= upper) {
      return;
    }
    CancelledException.lockInterruptibly(clock, reading, "reading the txns shard");
    try {
      try {
        while (cache.progress() < upper) {
          learn(cache.progress(), upper);
        }
      } catch (LeaseExpiredException e) {
        ReadHandle<String, byte[]> expired = reader;
        reader = openReader();
        expired.close();
        begin(upper);
      }
    } finally {
      reading.unlock();
    }
  }

  private void learn(long known, long upper) {
    if (known == 0) {
      begin(upper);
      return;
    }
    List<Update<String, byte[]>> updates;
    try (Changes<String, byte[]> changes =
        reader.changes(
            Frontier.at(known - 1),
            Frontier.at(upper - 1),
            Scan.everything(),
            Overlay.NONE,
            Deadline.none())) {
      updates = changes.fetch();
    } catch (HistoryLostException e) {
      begin(upper);
      return;
    }
    List<TxnsCache.Change> learnt = new ArrayList<>(updates.size());
    updates.stream()
        .sorted(Comparator.comparingLong(Update::time))
        .forEach(
            update ->
                learnt.add(
                    new TxnsCache.Change(
                        TxnEntry.parse(update.key(), update.value()), update.diff())));
    cache.advance(learnt, known, upper);
  }

  /** Begins anew, with what there is by now: {@code upper} may be history already. */
  private void begin(long upper) {
    for (int attempt = 1; ; attempt++) {
      long newest = Math.max(upper, fetchUpper());
      try {
        cache.begin(entries(newest - 1), newest);
        return;
      } catch (HistoryLostException e) {
        if (attempt == BEGINNINGS_MAX) {
          throw e;
        }
      }
    }
  }

  private List<TxnEntry> entries(long asOf) {
    List<TxnEntry> entries = new ArrayList<>();
    try (Snapshot<String, byte[]> snapshot = reader.snapshot(Frontier.at(asOf))) {
      for (Update<String, byte[]> update : snapshot.fetch()) {
        if (update.diff() != 1) {
          throw new CorruptException("an entry of " + update.key() + " is there " + update.diff());
        }
        entries.add(TxnEntry.parse(update.key(), update.value()));
      }
    }
    return entries;
  }

  /** Lets go of what happened before {@code time}, here and, with a heartbeat, for everybody. */
  void letGo(long time) {
    reader.letGo(Frontier.at(time));
  }

  /** Lets go of all that happened before now, durably. */
  void downgradeSince() {
    reader.downgradeSince(Frontier.at(cache.progress() - 1));
  }

  // ---- writing

  /** Asks that no other process commits until what this returns is closed. */
  Consensus.Turn takeTurn(Duration atMost) {
    return writer.takeTurn(atMost);
  }

  /** Appends to the shard, if nothing was committed at or after {@code expected}. */
  AppendResult append(
      List<Update<String, byte[]>> updates, long expected, long upper, Deadline deadline) {
    return writer.compareAndAppend(updates, Frontier.at(expected), Frontier.at(upper), deadline);
  }

  /** Commits changes at {@code time}, and knows of them; else of what was committed instead. */
  void commit(List<TxnsCache.Change> changes, long expected, long time) {
    List<Update<String, byte[]>> updates = new ArrayList<>();
    changes.forEach(change -> updates.add(change.entry().update(time, change.diff())));
    AppendResult result = append(updates, expected, time + 1, Deadline.none());
    if (result instanceof AppendResult.UpperMismatch mismatch) {
      catchUp(mismatch.actual().only());
    } else {
      cache.advance(changes, expected, time + 1);
    }
  }

  /**
   * Lets history before {@code time} go for everybody, unless that was done a moment ago.
   *
   * @param rarely whether not to do it again within a moment
   */
  void compactTo(long time, boolean rarely) {
    if (since.isEmpty()) {
      return;
    }
    SinceHandle hold = since.get();
    Frontier to = Frontier.at(time);
    if (to.lessEqual(hold.since())) {
      return;
    }
    if (rarely) {
      hold.maybeCompareAndDowngradeSince(hold.opaque(), hold.opaque(), to);
    } else {
      hold.compareAndDowngradeSince(hold.opaque(), hold.opaque(), to);
    }
  }

  /** What is held for everybody. */
  long since() {
    return since.map(hold -> hold.since().only()).orElse(0L);
  }

  @Override
  public void close() {
    reader.close();
    writer.close();
    since.ifPresent(SinceHandle::close);
  }
}
