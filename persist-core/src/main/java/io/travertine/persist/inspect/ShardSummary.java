package io.travertine.persist.inspect;

import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.state.Contents;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.time.Frontier;
import java.util.List;
import java.util.TreeSet;

/**
 * What is worth knowing of a shard at a glance.
 *
 * @param applierVersion the newest release that ever contributed
 * @param seqNo its version
 * @param updates an upper bound of the distinct ones
 * @param storedBytes of the parts in Blob that its current state refers to
 * @param inlineBytes of the parts inside its state
 * @param purposes what its readers and writers say they are there for, each once
 */
public record ShardSummary(
    ShardId shardId,
    BuildVersion applierVersion,
    SeqNo seqNo,
    Frontier since,
    Frontier upper,
    boolean isFinalized,
    long updates,
    long batches,
    long parts,
    long storedBytes,
    long inlineBytes,
    int writers,
    int leasedReaders,
    int criticalReaders,
    List<String> purposes) {

  public ShardSummary {
    purposes = List.copyOf(purposes);
  }

  static ShardSummary of(State state) {
    Contents contents = state.contents();
    List<HollowBatch> batches = contents.trace().batches();
    List<Part> parts = batches.stream().flatMap(batch -> batch.parts().stream()).toList();
    long encoded = parts.stream().mapToLong(Part::encodedBytes).sum();
    long inline = contents.trace().inlineBytes();
    return new ShardSummary(
        state.shard(),
        state.applierVersion(),
        state.seqNo(),
        state.since(),
        state.upper(),
        state.isFinalized(),
        contents.trace().updates(),
        batches.size(),
        parts.size(),
        encoded - inline,
        inline,
        contents.writers().size(),
        contents.leasedReaders().size(),
        contents.criticalReaders().size(),
        purposes(contents));
  }

  private static List<String> purposes(Contents contents) {
    TreeSet<String> purposes = new TreeSet<>();
    contents.writers().forEach(row -> purposes.add(row.getValue().label().purpose()));
    contents.leasedReaders().forEach(row -> purposes.add(row.getValue().label().purpose()));
    contents.criticalReaders().forEach(row -> purposes.add(row.getValue().label().purpose()));
    return List.copyOf(purposes);
  }
}
