package io.travertine.persist.internal.maintenance;

import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.batch.RollupKey;
import io.travertine.persist.internal.batch.ShardBlob;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.state.State;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes everything out of a shard that can never be read or written again, but what says so (spec
 * §4.7): one rollup, and the versions from it on. Stateless; may be interrupted and run again.
 */
public final class Finalizer {

  private static final Logger LOG = LoggerFactory.getLogger(Finalizer.class);

  private final RollupWriter rollups;
  private final GarbageCollector garbage;

  public Finalizer(RollupWriter rollups, GarbageCollector garbage) {
    this.rollups = rollups;
    this.garbage = garbage;
  }

  /**
   * Finalizes the shard of {@code machine}. Its readers and writers are gone afterwards.
   *
   * @throws InvalidUsageException if its since or its upper is not empty; nothing happened
   */
  public void finish(Machine machine) {
    State state = machine.refresh();
    if (!state.since().isEmpty() || !state.upper().isEmpty()) {
      throw new InvalidUsageException(
          new InvalidUsage.FinalizationError(state.since(), state.upper()));
    }
    // The first round empties the state, which a rollup then begins with; the second drops the
    // rollups before it. More are needed only if others roll up meanwhile.
    do {
      emptyState(machine);
      state = machine.confirmed();
      if (!isSmall(state)) {
        rollups.rollUp(machine, state.seqNo());
        garbage.collect(machine, latestRollup(machine.refresh()));
      }
    } while (!isSmall(state));
    sweep(machine, state);
  }

  private static void emptyState(Machine machine) {
    boolean more = true;
    while (more) {
      more = machine.becomeTombstone();
    }
  }

  /** Whether the log begins with a rollup of the finalized state, and there is no other. */
  private static boolean isSmall(State state) {
    return state.isFinalized()
        && state.contents().rollups().size() == 1
        && state.seqNo().value() <= latestRollup(state).value() + 2;
  }

  private static SeqNo latestRollup(State state) {
    return state
        .latestRollup()
        .orElseThrow(() -> new IllegalStateException("no rollup of " + state.shard()))
        .key()
        .seqNo();
  }

  /**
   * Deletes every blob but the last rollup, and those of later versions: somebody may be about to
   * link one. Nothing can link what else others may have left there.
   */
  private static void sweep(Machine machine, State state) {
    Set<String> needed = new TreeSet<>();
    for (var row : state.contents().rollups()) {
      needed.add(row.getValue().key().full(state.shard()));
    }
    int swept = 0;
    for (String name : machine.log().blobs()) {
      if (!needed.contains(name) && !isRollupAfter(latestRollup(state), name)) {
        machine.log().delete(name);
        swept++;
      }
    }
    LOG.info("{}: finalized, and {} blobs swept", state.shard(), swept);
  }

  private static boolean isRollupAfter(SeqNo latest, String name) {
    return ShardBlob.parse(name)
        .map(ShardBlob::key)
        .filter(key -> key instanceof RollupKey rollup && latest.isBefore(rollup.seqNo()))
        .isPresent();
  }
}
