package io.travertine.persist.admin;

import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.inspect.Parallel;
import io.travertine.persist.inspect.ProgressListener;
import io.travertine.persist.inspect.ShardInspector;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.state.HollowRollup;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.internal.state.StateDiff;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Deadline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/**
 * Brings back what states refer to. What tells of the rest comes first: the rollup that the newest
 * diff names, then the rollups of the state it leads to, then everything that live states refer to.
 */
final class BlobRestoration {

  private final OpenLocation location;
  private final ShardInspector inspector;
  private final Retry retry;
  private final ExecutorService transfers;

  /** In a rehearsal, what there is; nothing is brought back then. */
  private final Optional<Set<String>> listed;

  BlobRestoration(
      OpenLocation location,
      ShardInspector inspector,
      Retry retry,
      ExecutorService transfers,
      Mode mode) {
    this.location = location;
    this.inspector = inspector;
    this.retry = retry;
    this.transfers = transfers;
    this.listed = mode == Mode.COMMIT ? Optional.empty() : Optional.of(list());
  }

  private Set<String> list() {
    return retry.retryExternal(
        "list of blobs",
        Deadline.none(),
        () -> {
          Set<String> names = new HashSet<>();
          location.blob().listKeysAndMetadata("", (name, bytes) -> names.add(name));
          return names;
        });
  }

  RestoreReport run(int atOnce, ProgressListener progress) {
    List<String> lost = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (ShardId shardId : inspector.shards()) {
      names.addAll(referenced(shardId, lost));
    }
    long present = 0;
    List<Boolean> there = Parallel.map(transfers, atOnce, names, this::isRestored, progress);
    for (int i = 0; i < names.size(); i++) {
      if (there.get(i)) {
        present++;
      } else {
        lost.add(names.get(i));
      }
    }
    return new RestoreReport(present, lost.stream().sorted().distinct().toList());
  }

  /** All that live states of the shard refer to, or what is missing to find that out. */
  private List<String> referenced(ShardId shardId, List<String> lost) {
    ShardLog log = new ShardLog(shardId, location.blob(), location.consensus(), retry);
    List<Versioned> versions = log.versionsFrom(SeqNo.ZERO);
    Versioned newest = versions.get(versions.size() - 1);
    String start = StateDiff.latestRollup(newest.data()).full(shardId);
    if (!isRestored(start)) {
      lost.add(start);
      return List.of();
    }
    SeqNo earliest = versions.get(0).seqNo();
    State current = log.find().orElseThrow();
    Optional<HollowRollup> first = current.contents().rollups().get(earliest);
    boolean walkable = first.isPresent() && isRestored(first.get().key().full(shardId));
    if (walkable) {
      return inspector.shard(shardId).neededBlobs();
    }
    first.ifPresent(rollup -> lost.add(rollup.key().full(shardId)));
    List<String> names = new ArrayList<>();
    for (var row : current.contents().rollups()) {
      if (!row.getKey().isBefore(earliest)) {
        names.add(row.getValue().key().full(shardId));
      }
    }
    current.contents().trace().batches().stream()
        .flatMap(batch -> batch.parts().stream())
        .flatMap(part -> part.blob().stream())
        .forEach(key -> names.add(key.full(shardId)));
    return names;
  }

  private boolean isRestored(String name) {
    return listed.isPresent()
        ? listed.get().contains(name)
        : retry.retryExternal("restore of " + name, Deadline.none(), () -> restore(name));
  }

  private boolean restore(String name) {
    try {
      location.blob().restore(name);
      return true;
    } catch (DeterminateException cannot) {
      return false;
    }
  }
}
