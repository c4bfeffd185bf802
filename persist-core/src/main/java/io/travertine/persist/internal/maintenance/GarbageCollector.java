package io.travertine.persist.internal.maintenance;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.BlobKey;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.PartKey;
import io.travertine.persist.internal.batch.RollupKey;
import io.travertine.persist.internal.io.PartUploader;
import io.travertine.persist.internal.machine.LiveStates;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.state.RemoveRollups;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.internal.state.StateDiff;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the blobs and versions that no reader can need any more (spec §3.9). Stateless.
 *
 * <p>Only what is before the latest rollup that no reader is behind goes, rollup by rollup. Blobs
 * go before the versions that tell of them, so that an interrupted collection is found again; the
 * rollups leave the state last, so that the current state always has the one to start from. So two
 * processes may collect at once: what one has deleted or truncated the other finds gone.
 */
public final class GarbageCollector {

  private static final Logger LOG = LoggerFactory.getLogger(GarbageCollector.class);

  private final PartUploader blobs;

  public GarbageCollector(PartUploader blobs) {
    this.blobs = blobs;
  }

  /** Collects what only versions before {@code until} refer to. */
  public void collect(Machine machine, SeqNo until) {
    State state = machine.confirmed();
    if (state.seqNoSince().isBefore(until)) {
      state = machine.refresh();
    }
    if (state.seqNoSince().isBefore(until)) {
      throw new IllegalStateException(
          "asked to collect until "
              + until
              + " but a reader of "
              + machine.shardId()
              + " holds "
              + state.seqNoSince());
    }
    List<RollupKey> reachable = new ArrayList<>();
    for (var row : state.contents().rollups()) {
      if (row.getKey().compareTo(until) <= 0) {
        reachable.add(row.getValue().key());
      }
    }
    if (reachable.size() > 1) {
      collect(machine, reachable, until);
      reachable.remove(reachable.size() - 1);
    } else {
      reachable.clear();
    }
    machine.removeRollups(new RemoveRollups(reachable));
  }

  /** Truncates at one rollup after the other. */
  private void collect(Machine machine, List<RollupKey> reachable, SeqNo until) {
    machine.stillCollects(until);
    LiveStates states = machine.log().liveStates();
    SeqNo last = reachable.get(reachable.size() - 1).seqNo();
    if (last.isBefore(states.current().seqNo())) {
      LOG.debug("{}: somebody collected until {} already", machine.shardId(), last);
      return;
    }
    check(
        reachable.stream().anyMatch(key -> key.seqNo().equals(states.current().seqNo())),
        machine.shardId()
            + " begins at "
            + states.current().seqNo()
            + " where no rollup is linked");
    for (RollupKey point : reachable) {
      if (states.current().seqNo().isBefore(point.seqNo())) {
        collectUntil(machine, states, point.seqNo());
        machine.stillCollects(until);
      }
    }
  }

  private void collectUntil(Machine machine, LiveStates states, SeqNo point) {
    ShardId shardId = machine.shardId();
    Set<BlobKey> garbage = new LinkedHashSet<>();
    while (states.current().seqNo().isBefore(point)) {
      StateDiff diff =
          states
              .advance()
              .orElseThrow(() -> new IllegalStateException("log of " + shardId + " ends early"));
      for (BlobKey key : diff.dereferencedParts()) {
        check(garbage.add(key), key + " of " + shardId + " went twice, at last at " + diff.to());
      }
      for (BlobKey key : diff.dereferencedRollups()) {
        check(garbage.add(key), key + " of " + shardId + " went twice, at last at " + diff.to());
      }
    }
    State kept = states.current();
    check(kept.seqNo().equals(point), "live states of " + shardId + " leave out " + point);
    check(
        kept.contents().rollups().last().map(row -> row.getKey().isBefore(point)).orElse(true),
        "state " + point + " of " + shardId + " knows a rollup of a later version");
    for (BlobKey key : referenced(kept)) {
      check(!garbage.contains(key), key + " of " + shardId + " is in use at " + point);
    }
    List<String> parts = new ArrayList<>();
    List<String> rollups = new ArrayList<>();
    for (BlobKey key : garbage) {
      (key instanceof PartKey ? parts : rollups).add(key.full(shardId));
    }
    blobs.deleteAll(parts);
    blobs.deleteAll(rollups);
    int versions = machine.log().truncate(point);
    LOG.debug(
        "{}: collected until {}: {} parts, {} rollups, {} versions",
        shardId,
        point,
        parts.size(),
        rollups.size(),
        versions);
  }

  private static Set<BlobKey> referenced(State state) {
    Set<BlobKey> keys = new HashSet<>();
    state.contents().trace().batches().stream()
        .flatMap(batch -> batch.parts().stream())
        .map(Part::blob)
        .forEach(blob -> blob.ifPresent(keys::add));
    for (var row : state.contents().rollups()) {
      keys.add(row.getValue().key());
    }
    return keys;
  }

  private static void check(boolean holds, String evidence) {
    if (!holds) {
      throw new IllegalStateException(evidence);
    }
  }
}
