package io.travertine.persist.inspect;

import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.state.State;

/**
 * The shape of a shard.
 *
 * @param bytes of all parts, those inside the state included
 * @param longestRun parts of the longest run
 * @param byteWidth the sum over all runs of their largest parts, in bytes: what has to be fetched
 *     at worst to consolidate one key
 */
public record ShardStatistics(
    ShardId shardId,
    long bytes,
    long parts,
    long runs,
    long batches,
    long emptyBatches,
    long longestRun,
    long byteWidth,
    long leasedReaders,
    long criticalReaders,
    long writers) {

  /** The names of the columns of {@link #csv}. */
  public static final String CSV_HEADER =
      "shard,bytes,parts,runs,batches,empty_batches,longest_run,byte_width,"
          + "leased_readers,critical_readers,writers";

  static ShardStatistics of(State state) {
    long bytes = 0;
    long parts = 0;
    long runs = 0;
    long batches = 0;
    long emptyBatches = 0;
    long longestRun = 0;
    long byteWidth = 0;
    for (HollowBatch batch : state.contents().trace().batches()) {
      batches++;
      emptyBatches += batch.isEmpty() ? 1 : 0;
      for (Run run : batch.runs()) {
        runs++;
        parts += run.parts().size();
        longestRun = Math.max(longestRun, run.parts().size());
        bytes += run.parts().stream().mapToLong(Part::encodedBytes).sum();
        byteWidth += run.parts().stream().mapToLong(Part::encodedBytes).max().orElse(0);
      }
    }
    return new ShardStatistics(
        state.shard(),
        bytes,
        parts,
        runs,
        batches,
        emptyBatches,
        longestRun,
        byteWidth,
        state.contents().leasedReaders().size(),
        state.contents().criticalReaders().size(),
        state.contents().writers().size());
  }

  /** One line of comma-separated values, without a line break. */
  public String csv() {
    return shardId
        + ","
        + bytes
        + ","
        + parts
        + ","
        + runs
        + ","
        + batches
        + ","
        + emptyBatches
        + ","
        + longestRun
        + ","
        + byteWidth
        + ","
        + leasedReaders
        + ","
        + criticalReaders
        + ","
        + writers;
  }
}
