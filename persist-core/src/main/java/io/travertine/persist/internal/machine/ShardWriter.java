package io.travertine.persist.internal.machine;

import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.WriterId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.state.AppendPolicy;
import io.travertine.persist.internal.state.HandleLabel;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A writer of a shard, known to its state from the first append on. Thread-safe.
 *
 * <p>Whether a lost answer meant yes is read from the writer's entry in the state, which remembers
 * only the last append (spec §4.4). So appends at the same time use different ids, and the id of an
 * append that was cut short, which may yet be committed, is never used again. Nor does an id leave
 * the state while an append may have to ask for it.
 */
public final class ShardWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ShardWriter.class);

  private final Machine machine;
  private final Seed seed;
  private final HandleLabel label;
  private final Duration lease;
  private final AppendPolicy policy;
  private final Executor background;

  /** Ids the state may know. */
  private final TreeSet<WriterId> registered = new TreeSet<>();

  /** Ids that an append is using; they leave when it has ended, not before. */
  private final Set<WriterId> inUse = new HashSet<>();

  /** Ids that no append is using, the last used first. */
  private final Deque<WriterId> idle = new ArrayDeque<>();

  private boolean closed;

  /**
   * @param background takes out of the state whom nobody can wait for
   */
  public ShardWriter(
      Machine machine,
      Seed seed,
      HandleLabel label,
      Duration lease,
      AppendPolicy policy,
      Executor background) {
    this.machine = machine;
    this.seed = seed;
    this.label = label;
    this.lease = lease;
    this.policy = policy;
    this.background = background;
  }

  /** Same as {@link #compareAndAppend(HollowBatch, Deadline)}, however long it takes. */
  public AppendAnswer compareAndAppend(HollowBatch batch) {
    return compareAndAppend(batch, Deadline.none());
  }

  /**
   * Appends {@code batch} if the shard ends where it begins.
   *
   * @throws InvalidUsageException if it is against the rules; nothing happened
   * @throws DeadlineExceededException if nobody answers by the deadline; it may have happened
   */
  public AppendAnswer compareAndAppend(HollowBatch batch, Deadline deadline) {
    AppendPolicy asked = machine.compacts() ? policy : policy.withoutCompaction();
    WriterId id = take();
    Ending ending = Ending.IN_DOUBT;
    try {
      AppendAnswer answer =
          machine.compareAndAppend(batch, id, label, lease.toMillis(), asked, deadline);
      ending = answer instanceof AppendAnswer.Appended ? Ending.COMMITTED : Ending.REFUSED;
      return answer;
    } catch (InvalidUsageException e) {
      ending = Ending.REFUSED;
      throw e;
    } finally {
      ended(id, ending);
    }
  }

  /** How an append ended, as far as is known. */
  private enum Ending {
    COMMITTED,
    REFUSED,
    IN_DOUBT
  }

  private synchronized WriterId take() {
    WriterId id = idle.isEmpty() ? WriterId.generate(seed) : idle.pop();
    inUse.add(id);
    return id;
  }

  private void ended(WriterId id, Ending ending) {
    synchronized (this) {
      inUse.remove(id);
      if (ending != Ending.REFUSED) {
        registered.add(id);
      }
      if (!closed) {
        if (ending != Ending.IN_DOUBT) {
          idle.push(id);
        }
        return;
      }
      if (!registered.remove(id)) {
        return;
      }
    }
    try {
      background.execute(() -> expire(id));
    } catch (RejectedExecutionException closing) {
      LOG.info("{} {}: left to its lease", machine.shardId(), id);
    }
  }

  /**
   * Takes the writer out of the state, best effort; for appends that have not ended, once they
   * have.
   */
  @Override
  public void close() {
    List<WriterId> leaving;
    synchronized (this) {
      closed = true;
      leaving = registered.stream().filter(id -> !inUse.contains(id)).toList();
      registered.removeAll(leaving);
      idle.clear();
    }
    leaving.forEach(this::expire);
  }

  private void expire(WriterId id) {
    try {
      machine.expireWriter(id);
    } catch (PersistException e) {
      LOG.info("{} {}: left to its lease: {}", machine.shardId(), id, e.toString());
    }
  }

  /** Closes without waiting. */
  public void closeInBackground() {
    background.execute(this::close);
  }
}
