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
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A writer of a shard, known to its state from the first append on. Thread-safe.
 *
 * <p>Whether a lost answer meant yes is read from the writer's entry in the state, which remembers
 * only the last append (spec §4.4). So appends at the same time use different ids, and the id of an
 * append that was cut short, which may yet be committed, is never used again.
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

  /** Ids that no append is using, the last used first. */
  private final Deque<WriterId> idle = new ArrayDeque<>();

  /**
   * @param background closes when nobody can wait for it
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
    WriterId id = take();
    boolean known = false;
    try {
      AppendAnswer answer =
          machine.compareAndAppend(batch, id, label, lease.toMillis(), policy, deadline);
      if (answer instanceof AppendAnswer.Appended) {
        note(id);
      }
      known = true;
      return answer;
    } catch (InvalidUsageException e) {
      known = true;
      throw e;
    } finally {
      if (known) {
        giveBack(id);
      } else {
        note(id);
      }
    }
  }

  private synchronized WriterId take() {
    return idle.isEmpty() ? WriterId.generate(seed) : idle.pop();
  }

  private synchronized void giveBack(WriterId id) {
    idle.push(id);
  }

  private synchronized void note(WriterId id) {
    registered.add(id);
  }

  /** Takes the writer out of the state, best effort. */
  @Override
  public void close() {
    List<WriterId> mine;
    synchronized (this) {
      mine = List.copyOf(registered);
      registered.clear();
      idle.clear();
    }
    for (WriterId each : mine) {
      try {
        machine.expireWriter(each);
      } catch (PersistException e) {
        LOG.info("{} {}: left to its lease: {}", machine.shardId(), each, e.toString());
      }
    }
  }

  /** Closes without waiting. */
  public void closeInBackground() {
    background.execute(this::close);
  }
}
