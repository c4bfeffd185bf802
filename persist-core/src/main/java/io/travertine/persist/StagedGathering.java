package io.travertine.persist;

import io.travertine.persist.data.Column;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.Append;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.PartKey;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.io.PartUploader;
import io.travertine.persist.internal.io.PartUploads;
import io.travertine.persist.internal.io.ShardData;
import io.travertine.persist.internal.part.InlinePart;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes one batch of staged ones: what is small and of known columns becomes one part, the rest is
 * taken over by reference. Not thread-safe.
 */
final class StagedGathering {

  private final ShardId shardId;
  private final Optional<ShardData> known;
  private final PartUploader uploader;
  private final WriteLimits limits;
  private final Deadline deadline;

  /** The blobs of the staged batches, which are not ours. */
  private final Set<PartKey> foreign = new HashSet<>();

  private HollowBatch gathered;

  StagedGathering(
      ShardId shardId,
      Optional<ShardData> known,
      PartUploader uploader,
      WriteLimits limits,
      Deadline deadline,
      List<StagedBatch> batches,
      Frontier lower) {
    this.shardId = shardId;
    this.known = known;
    this.uploader = uploader;
    this.limits = limits;
    this.deadline = deadline;
    this.gathered = gather(batches, lower);
  }

  /** All of them. */
  HollowBatch gathered() {
    return gathered;
  }

  private HollowBatch gather(List<StagedBatch> batches, Frontier lower) {
    Frontier upper = batches.get(batches.size() - 1).hollow().desc().upper();
    List<HollowBatch> whole = new ArrayList<>();
    List<Updates> small = new ArrayList<>();
    for (StagedBatch batch : batches) {
      HollowBatch hollow = batch.hollow();
      hollow.parts().forEach(part -> part.blob().ifPresent(foreign::add));
      List<Run> kept = new ArrayList<>();
      for (Run run : hollow.runs()) {
        decoded(run).ifPresentOrElse(small::addAll, () -> kept.add(run));
      }
      if (!kept.isEmpty()) {
        Frontier time = Frontier.at(hollow.desc().upper().only() - 1);
        whole.add(HollowBatch.of(hollow.desc(), kept).rewrittenTo(time, upper));
      }
    }
    if (!small.isEmpty()) {
      whole.add(merged(small, new Description(lower, upper, Frontier.minimum(lower.domain()))));
    }
    return Append.concatenate(whole, lower, upper);
  }

  /** The updates of a run that travels inside its batch, at their times; else nothing. */
  private Optional<List<Updates>> decoded(Run run) {
    if (known.isEmpty()) {
      return Optional.empty();
    }
    Schema key = known.get().key();
    Schema value = known.get().value();
    List<Updates> updates = new ArrayList<>();
    for (Part part : run.parts()) {
      if (!(part instanceof Part.Inline inline)) {
        return Optional.empty();
      }
      byte[] bytes = inline.bytes().toByteArray();
      if (!InlinePart.isCoveredBy(bytes, inline.name(), key, value)) {
        return Optional.empty();
      }
      Updates decoded = InlinePart.decode(bytes, inline.name(), key, value, Projection.all());
      updates.add(rewritten(decoded, inline));
    }
    return Optional.of(updates);
  }

  private static Updates rewritten(Updates updates, Part part) {
    if (part.rewrite().isEmpty()) {
      return updates;
    }
    long[] times = new long[updates.length()];
    for (int row = 0; row < times.length; row++) {
      times[row] = part.rewrite().get().advance(updates.times()[row]);
    }
    return updates.withTimes(times);
  }

  private HollowBatch merged(List<Updates> small, Description desc) {
    ShardData data = known.orElseThrow();
    PartUploads uploads =
        uploader.uploads(data, desc, limits.outstandingParts(), limits.inlineBytesMax(), deadline);
    try {
      uploads.submitLast(Updates.concat(data.key(), data.value(), small));
      return HollowBatch.of(desc, uploads.finish());
    } catch (RuntimeException e) {
      uploads.abandon();
      throw e;
    }
  }

  /** Puts into Blob what would travel inside the state. */
  void flushInline() {
    gathered = uploader.flushInline(columns(), gathered, deadline);
  }

  /** The columns of all inline parts: known by their names as far as they are known here. */
  private ShardData columns() {
    Map<Integer, Column> keys = new LinkedHashMap<>();
    Map<Integer, Column> values = new LinkedHashMap<>();
    known.ifPresent(
        data -> {
          add(keys, data.key());
          add(values, data.value());
        });
    for (Part part : gathered.parts()) {
      if (part instanceof Part.Inline inline) {
        byte[] bytes = inline.bytes().toByteArray();
        add(keys, InlinePart.storedKey(bytes, inline.name()));
        add(values, InlinePart.storedValue(bytes, inline.name()));
      }
    }
    return new ShardData(
        shardId, new Schema(List.copyOf(keys.values())), new Schema(List.copyOf(values.values())));
  }

  /** Nullable, because some of the parts may lack them. */
  private static void add(Map<Integer, Column> columns, Schema schema) {
    Set<String> taken = new HashSet<>();
    columns.values().forEach(column -> taken.add(column.name()));
    for (Column column : schema.columns()) {
      if (columns.containsKey(column.id())) {
        continue;
      }
      String name = column.name();
      while (!taken.add(name)) {
        name = "_" + name;
      }
      columns.put(column.id(), Column.optional(column.id(), name, column.type()));
    }
  }

  /** Deletes the blobs that were made here: surely nobody refers to them. */
  void abandon() {
    List<Run> own = new ArrayList<>();
    for (Run run : gathered.runs()) {
      boolean made =
          run.parts().stream()
              .allMatch(part -> part.blob().filter(key -> !foreign.contains(key)).isPresent());
      if (made) {
        own.add(run);
      }
    }
    uploader.deleteInBackground(shardId, HollowBatch.of(gathered.desc(), own));
  }
}
