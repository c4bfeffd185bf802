package io.travertine.persist.inspect;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.batch.BlobKey;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.machine.LiveStates;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.state.HollowRollup;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.internal.state.StateDiff;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every blob that a live state of a shard refers to: what the earliest one refers to, and what each
 * diff after it brings.
 *
 * @param earliest the first live version: rollups before it may be gone (spec §3.3)
 * @param bytes their sizes as the states know them; of a shard's first rollup that is 0
 * @param current those that the newest state refers to
 */
record LiveReferences(SeqNo earliest, Map<BlobKey, Long> bytes, Set<BlobKey> current) {

  /** Those of a shard that exists. */
  static LiveReferences of(ShardLog log) {
    return from(log, SeqNo.ZERO);
  }

  /**
   * Those that readers can need: what only versions before the latest rollup that nobody is behind
   * refer to may be deleted already, by a collection that did not come to its end (spec §3.9).
   */
  static LiveReferences needed(ShardLog log) {
    State newest = log.find().orElseThrow();
    SeqNo start = SeqNo.ZERO;
    for (var rollup : newest.contents().rollups()) {
      if (rollup.getKey().compareTo(newest.seqNoSince()) <= 0) {
        start = rollup.getKey();
      }
    }
    return from(log, start);
  }

  private static LiveReferences from(ShardLog log, SeqNo start) {
    LiveStates states = log.liveStates();
    SeqNo earliest = states.current().seqNo();
    while (states.current().seqNo().isBefore(start) && states.advance().isPresent()) {
      // on to the first that counts
    }
    Map<BlobKey, Long> bytes = new HashMap<>(sizes(states.current()));
    Optional<StateDiff> diff = states.advance();
    while (diff.isPresent()) {
      diff.get().introducedParts().forEach(part -> add(part, bytes));
      diff.get().introducedRollups().forEach(rollup -> add(rollup, bytes));
      diff = states.advance();
    }
    return new LiveReferences(earliest, bytes, new HashSet<>(sizes(states.current()).keySet()));
  }

  private static Map<BlobKey, Long> sizes(State state) {
    Map<BlobKey, Long> bytes = new HashMap<>();
    for (HollowBatch batch : state.contents().trace().batches()) {
      batch.parts().forEach(part -> add(part, bytes));
    }
    for (var row : state.contents().rollups()) {
      add(row.getValue(), bytes);
    }
    return bytes;
  }

  private static void add(Part part, Map<BlobKey, Long> bytes) {
    part.blob().ifPresent(key -> bytes.put(key, part.encodedBytes()));
  }

  private static void add(HollowRollup rollup, Map<BlobKey, Long> bytes) {
    bytes.put(rollup.key(), rollup.encodedBytes().orElse(0));
  }
}
