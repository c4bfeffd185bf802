package io.travertine.persist.txn;

import io.travertine.persist.Diagnostics;
import io.travertine.persist.PersistClient;
import io.travertine.persist.data.Codec;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.error.NoSuchShardException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.CriticalReaderId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.Access;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transactions of one location (spec §11): a commit to any number of shards is one append to
 * the txns shard, and its upper is the upper of them all. The shards are given what was committed
 * to them later, many commits at once, by any process; until then reads lay it over them.
 *
 * <p>One of these serves a whole process; more, in one process or in several, do no harm.
 * Thread-safe. Close it, after its {@link DataShard}s, before the client.
 */
public final class Txns implements AutoCloseable {

  /** The well-known shard of a location's transactions. */
  public static final ShardId SHARD = TxnLog.SHARD;

  /** Whose hold keeps the since of the txns shard. */
  public static final CriticalReaderId CRITICAL_SINCE = TxnLog.SINCE;

  private static final Logger LOG = LoggerFactory.getLogger(Txns.class);

  private final PersistClient client;
  private final Clock clock;
  private final Seed seed;
  private final TxnLog log;
  private final Applying applying;
  private final CommitRound round;
  private final GroupCommit commits;
  private final TxnCare care;

  /** Of the shards opened here; who is closed leaves at the next look. */
  private final List<ShardHold> holds = new CopyOnWriteArrayList<>();

  /** How many open transactions read at each time. */
  private final TreeMap<Long, Integer> readTimes = new TreeMap<>();

  private Txns(PersistClient client, TxnLimits limits) {
    this.client = client;
    this.clock = client.config().clock();
    this.seed = client.config().seed();
    this.log = TxnLog.open(client);
    this.applying = new Applying(client, log.cache(), log::fetchUpper);
    this.round = new CommitRound(log, clock, seed, limits);
    this.commits = new GroupCommit(clock, round);
    this.care = new TxnCare(log, applying, client, limits, this::earliestNeeded, this::rest);
  }

  /** Opens the transactions of a location. */
  public static Txns open(PersistClient client) {
    return open(client, TxnLimits.DEFAULTS);
  }

  /**
   * Opens the transactions of a location. What others have left unapplied is applied in the
   * background.
   *
   * @throws io.travertine.persist.error.ReadOnlyException if the location is open for reading only,
   *     and has never had a transaction
   */
  public static Txns open(PersistClient client, TxnLimits limits) {
    Txns txns = new Txns(client, limits);
    txns.care.begin();
    return txns;
  }

  TxnLog log() {
    return log;
  }

  TxnCare care() {
    return care;
  }

  GroupCommit commits() {
    return commits;
  }

  PersistClient client() {
    return client;
  }

  /**
   * Opens a shard, registered or not, for reading and for writing by transactions.
   *
   * @param shardId a shard nobody has opened before is created
   * @throws InvalidUsageException if the shard has other codecs
   */
  public <K, V> DataShard<K, V> openShard(
      ShardId shardId, Codec<K> keys, Codec<V> values, Diagnostics diagnostics) {
    DataShard<K, V> shard = new DataShard<>(this, shardId, keys, values, diagnostics);
    holds.add(shard.hold());
    know(shardId, keys, values);
    return shard;
  }

  /** Gives up the leases of shards that nobody has read since the last call, nor is going to. */
  void rest() {
    holds.removeIf(ShardHold::isClosed);
    synchronized (readTimes) {
      if (!readTimes.isEmpty()) {
        return;
      }
    }
    for (ShardHold hold : holds) {
      try {
        hold.restUnlessUsed();
      } catch (PersistException e) {
        LOG.debug("a shard keeps its lease for now: {}", e.toString());
      }
    }
  }

  /** Remembers the columns of a shard that is given what was committed. */
  <K, V> void know(ShardId shardId, Codec<K> keys, Codec<V> values) {
    if (client.access() == Access.READ_WRITE) {
      applying.know(shardId, keys, values);
    }
  }

  // ---- times

  /**
   * The time to read at, linearizable: everything committed before this call is at or before it, in
   * every shard. Costs one read of Consensus.
   */
  public long readTime() {
    return log.fetchUpper() - 1;
  }

  /**
   * The latest time at which this process knows everything, without asking anybody: others may have
   * committed since.
   */
  public long knownTime() {
    return log.cache().progress() - 1;
  }

  /**
   * Makes sure that nothing will be committed at or before {@code time} any more, and everything
   * before can be read; writes only if the txns shard has not got that far.
   *
   * @param time microseconds since the epoch, not in the future
   */
  public void completeUpTo(long time) {
    long upper = log.fetchUpper();
    while (upper <= time) {
      log.append(List.of(), upper, time + 1, Deadline.none());
      upper = log.fetchUpper();
    }
  }

  /** Waits until everything up to {@code time} is committed. */
  public void awaitPast(long time, Deadline deadline) {
    log.awaitPast(time, deadline);
  }

  // ---- transactions

  /** Begins a transaction that has read nothing. */
  public Txn begin() {
    return new Txn(() -> {});
  }

  /**
   * Begins a transaction that reads at {@code readTime}. Until it is closed, what is committed
   * afterwards is kept for its check.
   */
  public Txn begin(long readTime) {
    synchronized (readTimes) {
      readTimes.merge(readTime, 1, Integer::sum);
    }
    return new Txn(() -> release(readTime));
  }

  private void release(long readTime) {
    synchronized (readTimes) {
      readTimes.computeIfPresent(readTime, (time, count) -> count == 1 ? null : count - 1);
    }
  }

  /** What was committed from then on may still be asked for. */
  private long earliestNeeded() {
    synchronized (readTimes) {
      long read = readTimes.isEmpty() ? Long.MAX_VALUE : readTimes.firstKey() + 1;
      return Math.min(read, round.inDoubtSince());
    }
  }

  /**
   * Commits what depends on nothing, and so never conflicts.
   *
   * @see #commit(Txn, CommitCheck, Deadline)
   */
  public CommitOutcome commit(Txn txn) {
    return commit(txn, Optional.empty(), Deadline.none());
  }

  /**
   * Commits what depends on nothing, and so never conflicts, by a deadline.
   *
   * @see #commit(Txn, CommitCheck, Deadline)
   */
  public CommitOutcome commit(Txn txn, Deadline deadline) {
    return commit(txn, Optional.empty(), deadline);
  }

  /**
   * Commits a transaction, at a time that is not before the clock's and later than that of every
   * transaction committed before, unless {@code check} finds a conflict with one committed since it
   * read. If it is refused, or fails before it was tried, as by its check or because a shard is not
   * registered, the transaction stays open, to be closed or committed once more; otherwise it is
   * over.
   *
   * @throws NotRegisteredException if it writes to a shard that takes no part; nothing happened
   * @throws DeadlineExceededException if there is no answer by the deadline; it may have happened
   * @throws CancelledException if the thread is interrupted; it may have happened
   * @throws IndeterminateException if nobody knows any more whether it happened
   */
  public CommitOutcome commit(Txn txn, CommitCheck check, Deadline deadline) {
    return commit(txn, Optional.of(check), deadline);
  }

  private CommitOutcome commit(Txn txn, Optional<CommitCheck> check, Deadline deadline) {
    Txn.Prepared prepared = txn.prepare();
    if (prepared.isEmpty()) {
      txn.close();
      return new CommitOutcome.Unchanged();
    }
    Member member = new Member(prepared, check, notBefore(prepared.registered()), seed);
    CommitOutcome outcome;
    try {
      outcome = commits.commit(member, deadline);
    } catch (RuntimeException | Error e) {
      if (!member.isUntouched()) {
        txn.handOver(); // it may have been committed: its blobs are not ours to delete any more
      }
      throw e;
    }
    if (outcome instanceof CommitOutcome.Committed committed) {
      txn.handOver();
      care.committed();
      prepared.forgotten().forEach(shard -> applying.applyIfPossible(shard, committed, deadline));
    } else if (outcome instanceof CommitOutcome.Unchanged) {
      txn.close();
    }
    return outcome;
  }

  /** Whoever registers a shard has it from where it ends. */
  private long notBefore(Set<ShardId> registered) {
    long notBefore = 0;
    for (ShardId shard : registered) {
      if (log.cache().registration(shard).isEmpty()) {
        notBefore = Math.max(notBefore, upper(shard));
      }
    }
    return notBefore;
  }

  private long upper(ShardId shard) {
    try {
      Frontier upper = client.recentUpper(shard);
      if (upper.isEmpty()) {
        throw new NotRegisteredException(shard);
      }
      return upper.only();
    } catch (NoSuchShardException e) {
      return 0;
    }
  }

  /** Registers a shard by a transaction of its own; nothing happens if it is registered. */
  public void register(ShardId shard) {
    try (Txn txn = begin()) {
      txn.register(shard);
      commit(txn);
    }
  }

  /**
   * Takes a shard out by a transaction of its own, with everything applied that was committed to
   * it; nothing happens if it is not registered.
   *
   * @throws PersistException if something cannot be applied; the shard is taken out all the same
   */
  public void forget(ShardId shard) {
    try (Txn txn = begin()) {
      txn.forget(shard);
      if (commit(txn) instanceof CommitOutcome.Committed committed) {
        applying.apply(shard, committed.time(), Deadline.none());
      }
    }
  }

  /** Whether a shard takes part in transactions, by what was committed up to now. */
  public boolean isRegistered(ShardId shard) {
    log.catchUp(log.fetchUpper());
    return log.cache().registration(shard).isPresent();
  }

  /** The shards that take part in transactions, by what was committed up to now. */
  public Set<ShardId> registered() {
    log.catchUp(log.fetchUpper());
    return log.cache().registered();
  }

  // ---- upkeep by hand

  /**
   * Gives every shard everything that was committed to it before this call, by anybody.
   *
   * @throws PersistException of the first shard that fails; the others have it
   */
  public void apply() {
    long upper = log.fetchUpper();
    log.catchUp(upper);
    applying.applyAll(upper - 1, Deadline.none());
  }

  /** Removes from the txns shard what the shards have: what {@link #apply} left behind. */
  public void tidy() {
    care.tidy();
  }

  /**
   * Lets history of the txns shard before {@code time} go. Never what is not applied yet, nor what
   * an open transaction of this process needs.
   */
  public void compactTo(long time) {
    care.compactTo(time, false);
  }

  /**
   * Applies and tidies what is left, and closes. What fails is left to others, or to later: nothing
   * is lost.
   */
  @Override
  public void close() {
    care.close();
    applying.close();
    log.close();
  }
}
