package io.travertine.persist;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.state.TransmittedBatch;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link Batch} is made of, without owning it: for who keeps batches somewhere else than in
 * their shard, such as in the log of a transaction. Immutable.
 */
public final class StagedBatch {

  private final ShardId shardId;
  private final HollowBatch hollow;

  StagedBatch(ShardId shardId, HollowBatch hollow) {
    this.shardId = shardId;
    this.hollow = hollow;
  }

  /**
   * The batch that {@link #toBytes} made {@code bytes} of.
   *
   * @throws CorruptException if they are not what was sent
   * @throws FormatTooNewException if a later release built it
   */
  public static StagedBatch parse(byte[] bytes) {
    TransmittedBatch sent = TransmittedBatch.decode(bytes, TimeDomain.U64);
    return new StagedBatch(sent.shard(), sent.batch());
  }

  /** The bytes from which {@link #parse} makes this again, in any process. */
  public byte[] toBytes() {
    return new TransmittedBatch(shardId, BuildVersion.CURRENT, hollow).encode();
  }

  /**
   * All updates of {@code batches}, which are of one shard and cover the same times.
   *
   * @throws IllegalArgumentException if they are not, or there are none
   */
  public static StagedBatch concatenate(List<StagedBatch> batches) {
    if (batches.isEmpty()) {
      throw new IllegalArgumentException("nothing to concatenate");
    }
    StagedBatch first = batches.get(0);
    List<Run> runs = new ArrayList<>();
    for (StagedBatch each : batches) {
      if (!each.shardId.equals(first.shardId) || !each.hollow.desc().equals(first.hollow.desc())) {
        throw new IllegalArgumentException(
            "cannot concatenate " + first + " and " + each + ": of other shards or times");
      }
      runs.addAll(each.hollow.runs());
    }
    return new StagedBatch(first.shardId, HollowBatch.of(first.hollow.desc(), runs));
  }

  /**
   * The same updates, all at {@code time}.
   *
   * @throws io.travertine.persist.error.InvalidUsageException if the batch begins after it, or ends
   *     beyond it
   */
  public StagedBatch at(long time) {
    return new StagedBatch(
        shardId, hollow.rewrittenTo(Frontier.at(time), Frontier.at(Math.addExact(time, 1))));
  }

  public ShardId shardId() {
    return shardId;
  }

  /** How many updates it has; an upper bound of the distinct ones. */
  public long updates() {
    return hollow.updates();
  }

  /** The memory it takes, roughly: what travels inside it, not what lies in Blob. */
  public long inlineBytes() {
    return hollow.inlineBytes();
  }

  /** The names of the blobs it lies in. */
  public List<String> blobs() {
    return hollow.parts().stream()
        .flatMap(part -> part.blob().stream())
        .map(key -> key.full(shardId))
        .toList();
  }

  /** Whether all of it travels inside it, and nothing lies in Blob. */
  public boolean isInline() {
    return hollow.isInline();
  }

  HollowBatch hollow() {
    return hollow;
  }

  @Override
  public String toString() {
    return "batch " + hollow.desc() + " of " + shardId;
  }
}
