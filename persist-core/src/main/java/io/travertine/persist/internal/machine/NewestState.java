package io.travertine.persist.internal.machine;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.PoisonedException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.pubsub.PubSub;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The newest state of a shard: what this process knows, by itself and from others, and a read of
 * Consensus where that does not do. Thread-safe.
 */
final class NewestState {

  private final ShardLog log;
  private final SharedState shared;
  private final MachineContext context;
  private final UpperWatch watch;
  private final ToldVersions told;
  private final PubSub.Subscription subscription;

  NewestState(ShardLog log, State initial, MachineContext context) {
    this.log = log;
    this.shared = new SharedState(initial);
    this.context = context;
    this.watch =
        new UpperWatch(
            shared,
            deadline -> refresh(log.until(deadline)),
            this::isTold,
            context.clock(),
            context.seed(),
            context.metrics());
    this.told = new ToldVersions(shared, watch, context.version(), context.metrics());
    this.subscription = context.pubSub().subscribe(log.shardId(), new WeakReceiver(told));
  }

  /** Whether others tell us what they commit. */
  private boolean isTold() {
    return subscription.isLive();
  }

  /** To be closed when nobody uses the shard any more; does not refer to this. */
  PubSub.Subscription subscription() {
    return subscription;
  }

  /** What this process knows. */
  SharedState shared() {
    return shared;
  }

  /**
   * The newest state there is, whatever was told: one read of Consensus, by way of {@code from}.
   *
   * @throws FormatTooNewException if a release wrote it that ours need not understand
   */
  State refresh(ShardLog from) {
    Hearsay known = shared.known();
    ShardLog.Newest newest = guarded(() -> from.newerThan(known));
    newest.state().checkReadableBy(context.version());
    context.metrics().fetched(newest.path());
    return publish(newest.state());
  }

  /**
   * The newest state that this process knows to be in Consensus; a read of it if there are newer
   * ones that it was only told of.
   */
  State confirmed(ShardLog from) {
    Hearsay known = shared.known();
    return known.isConfirmed() ? known.confirmed() : refresh(from);
  }

  /** A state in Consensus that is newer than {@code seen}, or the newest there is. */
  State catchUp(SeqNo seen, ShardLog from) {
    State local = shared.known().confirmed();
    return seen.isBefore(local.seqNo()) ? local : refresh(from);
  }

  /**
   * Learns who was first on {@code expected}, as somebody was. Who loses against nobody has a log
   * that forgot what we know.
   */
  void learnWhoWon(SeqNo expected, ShardLog from) {
    if (catchUp(expected, from).seqNo().equals(expected)) {
      guarded(() -> from.checkReaches(expected));
    }
  }

  /**
   * Lets all know a state found in Consensus, or put there.
   *
   * @return the newest such state
   */
  State publish(State state) {
    State confirmed = shared.publish(state);
    watch.known();
    return confirmed;
  }

  /**
   * Waits until the shard's upper is beyond {@code frontier}.
   *
   * @throws DeadlineExceededException if it is not by the deadline
   */
  State awaitUpperPast(Frontier frontier, Deadline deadline) {
    return watch.awaitUpperPast(frontier, deadline);
  }

  /** A broken invariant stops every handle of the shard in this process, not the process. */
  <T> T guarded(Supplier<T> work) {
    try {
      return work.get();
    } catch (PoisonedException | CorruptException | IllegalStateException | AssertionError e) {
      throw shared.poison(log.shardId() + ": " + e.getMessage(), Optional.of(e));
    }
  }
}
