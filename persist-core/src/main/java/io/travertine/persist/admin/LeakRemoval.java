package io.travertine.persist.admin;

import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.inspect.InspectedShard;
import io.travertine.persist.inspect.LeakRule;
import io.travertine.persist.inspect.ProgressListener;
import io.travertine.persist.inspect.ShardInspector;
import io.travertine.persist.inspect.UnreferencedBlob;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes leaked blobs. Each is judged twice, the second time from a listing and states read after
 * the first judgement and just before it goes.
 */
final class LeakRemoval {

  private static final Logger LOG = LoggerFactory.getLogger(LeakRemoval.class);

  private final Blob blob;
  private final ShardInspector inspector;
  private final LeakRule rule;
  private final Retry retry;

  LeakRemoval(Blob blob, ShardInspector inspector, LeakRule rule, Retry retry) {
    this.blob = blob;
    this.inspector = inspector;
    this.rule = rule;
    this.retry = retry;
  }

  /** Removes what {@code only} leaked, or what all shards did and what belongs to none. */
  List<UnreferencedBlob> run(Optional<ShardId> only, ProgressListener progress) {
    List<ShardId> shards = only.map(List::of).orElseGet(inspector::shards);
    shards.forEach(this::requireUnderstood);
    List<UnreferencedBlob> removed = new ArrayList<>();
    int done = 0;
    for (ShardId shardId : shards) {
      InspectedShard shard = inspector.shard(shardId);
      List<UnreferencedBlob> first = leaked(shard.unreferencedBlobs(rule));
      if (!first.isEmpty()) {
        removed.addAll(delete(first, leaked(shard.unreferencedBlobs(rule))));
      }
      progress.at(++done, shards.size());
    }
    if (only.isEmpty()) {
      List<UnreferencedBlob> first = leaked(inspector.orphanedBlobs(rule));
      if (!first.isEmpty()) {
        removed.addAll(delete(first, leaked(inspector.orphanedBlobs(rule))));
      }
    }
    return removed;
  }

  /** A newer release may refer to blobs in ways that are not known here. */
  private void requireUnderstood(ShardId shardId) {
    BuildVersion writer = inspector.shard(shardId).summary().applierVersion();
    if (writer.compareTo(BuildVersion.CURRENT) > 0) {
      throw new FormatTooNewException(
          "shard "
              + shardId
              + " was written by release "
              + writer
              + ", which may refer to objects in ways that release "
              + BuildVersion.CURRENT
              + " does not know: use the newer one");
    }
  }

  private static List<UnreferencedBlob> leaked(List<UnreferencedBlob> blobs) {
    return blobs.stream().filter(UnreferencedBlob::isLeaked).toList();
  }

  private List<UnreferencedBlob> delete(
      List<UnreferencedBlob> first, List<UnreferencedBlob> second) {
    Set<String> names = first.stream().map(UnreferencedBlob::name).collect(Collectors.toSet());
    List<UnreferencedBlob> dead =
        second.stream().filter(each -> names.contains(each.name())).toList();
    for (UnreferencedBlob each : dead) {
      retry.retryExternal(
          "delete of " + each.name(), Deadline.none(), () -> blob.delete(each.name()));
      LOG.debug("leaked, deleted: {}", each.name());
    }
    return dead;
  }
}
