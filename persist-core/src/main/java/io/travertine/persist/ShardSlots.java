package io.travertine.persist;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.state.CodecNames;
import io.travertine.persist.pubsub.PubSub;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The machines of a location's shards, one a shard, kept as long as some handle uses them (spec
 * §8.3). Thread-safe.
 */
final class ShardSlots {

  private final Map<ShardId, Slot> slots = new HashMap<>();
  private final Clock clock;
  private final Function<Machine, Runnable> arrival;

  ShardSlots(Clock clock) {
    this(clock, machine -> () -> {});
  }

  /**
   * @param arrival is told of every machine opened; what it returns runs once nobody uses it, and
   *     must not refer to it
   */
  ShardSlots(Clock clock, Function<Machine, Runnable> arrival) {
    this.clock = clock;
    this.arrival = arrival;
  }

  /** Leaves all machines. */
  void leaveAll() {
    synchronized (slots) {
      slots.values().forEach(Slot::leave);
    }
  }

  /**
   * The machine of a shard. Who comes first opens it, while the others wait.
   *
   * @param classes of the codecs: names may agree where these do not
   * @throws InvalidUsageException if it is open with other codecs
   * @throws DeadlineExceededException if somebody else has not opened it by the deadline
   */
  Machine machine(
      ShardId shardId,
      CodecNames names,
      String classes,
      Supplier<Machine> opening,
      Deadline deadline) {
    Slot slot;
    synchronized (slots) {
      slots.values().removeIf(Slot::leaveIfVacant);
      slot = slots.computeIfAbsent(shardId, absent -> new Slot(clock, arrival));
      slot.users++;
    }
    try {
      return slot.machine(shardId, names, classes, opening, deadline);
    } finally {
      synchronized (slots) {
        slot.users--;
      }
    }
  }

  /** The machine of a shard, if some handle of this process uses it. */
  Optional<Machine> find(ShardId shardId) {
    synchronized (slots) {
      return Optional.ofNullable(slots.get(shardId)).flatMap(Slot::machine);
    }
  }

  private static final class Slot {
    private final ReentrantLock lock = new ReentrantLock();
    private final Clock clock;
    private final Function<Machine, Runnable> arrival;
    private volatile WeakReference<@Nullable Machine> open = new WeakReference<>(null);
    private String classes = "";
    private volatile Runnable departure = () -> {};

    /** How many threads are about to use it; guarded by the map of slots. */
    private int users;

    Slot(Clock clock, Function<Machine, Runnable> arrival) {
      this.clock = clock;
      this.arrival = arrival;
    }

    /** Whether nobody uses it; nothing is told to it then. */
    boolean leaveIfVacant() {
      boolean vacant = users == 0 && open.get() == null;
      if (vacant) {
        leave();
      }
      return vacant;
    }

    void leave() {
      departure.run();
      departure = () -> {};
    }

    Optional<Machine> machine() {
      return Optional.ofNullable(open.get());
    }

    Machine machine(
        ShardId shardId,
        CodecNames names,
        String requestedClasses,
        Supplier<Machine> opening,
        Deadline deadline) {
      takeLock(shardId, deadline);
      try {
        Machine machine = open.get();
        if (machine == null) {
          machine = opening.get();
          leave();
          PubSub.Subscription subscription = machine.subscription();
          Runnable arranged = arrival.apply(machine);
          departure =
              () -> {
                subscription.close();
                arranged.run();
              };
          open = new WeakReference<>(machine);
          classes = requestedClasses;
        }
        check(names, requestedClasses, machine.shared().current().codecs());
        return machine;
      } finally {
        lock.unlock();
      }
    }

    private void takeLock(ShardId shardId, Deadline deadline) {
      try {
        if (!clock.tryLock(lock, deadline.remainingNanos())) {
          throw new DeadlineExceededException("somebody is opening " + shardId);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancelledException("interrupted before opening " + shardId, e);
      }
    }

    private void check(CodecNames requested, String requestedClasses, CodecNames actual) {
      if (!actual.equals(requested)) {
        throw mismatch(codecs(requested, Optional.empty()), codecs(actual, Optional.empty()));
      }
      if (!classes.equals(requestedClasses)) {
        throw mismatch(
            codecs(requested, Optional.of(requestedClasses)), codecs(actual, Optional.of(classes)));
      }
    }
  }

  private static InvalidUsageException mismatch(
      InvalidUsage.Codecs requested, InvalidUsage.Codecs actual) {
    return new InvalidUsageException(new InvalidUsage.CodecMismatch(requested, actual));
  }

  private static InvalidUsage.Codecs codecs(CodecNames names, Optional<String> classes) {
    return new InvalidUsage.Codecs(names.key(), names.value(), names.time(), names.diff(), classes);
  }
}
