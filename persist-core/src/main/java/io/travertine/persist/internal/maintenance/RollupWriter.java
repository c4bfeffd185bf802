package io.travertine.persist.internal.maintenance;

import com.google.protobuf.UnsafeByteOperations;
import io.travertine.persist.id.RollupId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.batch.RollupKey;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.state.HollowRollup;
import io.travertine.persist.internal.state.Rollup;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.location.Versioned;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the whole current state into Blob and links it (spec §3.8). Stateless. */
public final class RollupWriter {

  private static final Logger LOG = LoggerFactory.getLogger(RollupWriter.class);

  /**
   * More bytes of diffs are left out: they are for who looks at history, and under load would be
   * most of what a shard writes.
   */
  private static final long INLINED_BYTES_MAX = 64 << 10;

  private final Seed seed;

  public RollupWriter(Seed seed) {
    this.seed = seed;
  }

  /** Makes sure that there is a rollup of {@code requested} or of a later version. */
  public void rollUp(Machine machine, SeqNo requested) {
    State state = machine.confirmed();
    if (state.seqNo().isBefore(requested)) {
      state = machine.refresh();
    }
    SeqNo current = state.seqNo();
    SeqNo latest = state.latestRollup().map(rollup -> rollup.key().seqNo()).orElse(SeqNo.ZERO);
    if (!latest.isBefore(requested)) {
      return;
    }
    ShardLog log = machine.log();
    List<Versioned> since =
        log.versionsFrom(latest.next()).stream()
            .filter(version -> version.seqNo().compareTo(current) <= 0)
            .toList();
    if (since.isEmpty() || !since.get(0).seqNo().equals(latest.next())) {
      LOG.debug("{}: somebody rolled up past {} already", machine.shardId(), latest);
      return;
    }
    RollupKey key = new RollupKey(current, RollupId.generate(seed));
    List<Rollup.InlinedDiff> diffs =
        since.stream()
            .map(
                version ->
                    new Rollup.InlinedDiff(
                        version.seqNo(), UnsafeByteOperations.unsafeWrap(version.data())))
            .toList();
    long diffBytes = diffs.stream().mapToLong(diff -> diff.bytes().size()).sum();
    boolean few = diffBytes <= INLINED_BYTES_MAX;
    byte[] bytes = new Rollup(state, few ? diffs : List.of()).encode();
    log.write(key, bytes);
    if (!machine.addRollup(new HollowRollup(key, OptionalLong.of(bytes.length)))) {
      log.delete(key.full(machine.shardId()));
    }
  }
}
