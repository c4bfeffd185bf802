package io.travertine.persist.internal.io;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.travertine.persist.data.Consolidation;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.PartId;
import io.travertine.persist.id.RunId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.PartKey;
import io.travertine.persist.internal.batch.PartSummary;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.batch.WriterKey;
import io.travertine.persist.internal.part.Crew;
import io.travertine.persist.internal.part.EncodedPart;
import io.travertine.persist.internal.part.InlinePart;
import io.travertine.persist.internal.part.PartStats;
import io.travertine.persist.internal.part.PartWriter;
import io.travertine.persist.internal.part.StatsPolicy;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Description;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Encodes parts and puts them into Blob, or deletes them again. Thread-safe. */
public final class PartUploader {

  private static final Logger LOG = LoggerFactory.getLogger(PartUploader.class);
  private static final int DELETES_AT_ONCE = 32;

  /** Parts of fewer rows are encoded by one thread. */
  private static final int SHARED_ROWS = 2_048;

  private static final int HANDS = 3;

  private final Blob blob;
  private final Retry retry;
  private final Seed seed;
  private final WriterKey writerKey;
  private final ExecutorService transfers;
  private final StatsPolicy stats;
  private final Crew crew;

  public PartUploader(
      Blob blob, Retry retry, Seed seed, BuildVersion version, ExecutorService transfers) {
    this(blob, retry, seed, version, transfers, StatsPolicy.DEFAULT);
  }

  /**
   * @param stats what to keep of the parts' statistics
   */
  public PartUploader(
      Blob blob,
      Retry retry,
      Seed seed,
      BuildVersion version,
      ExecutorService transfers,
      StatsPolicy stats) {
    this.blob = blob;
    this.retry = retry;
    this.seed = seed;
    this.writerKey = new WriterKey(version);
    this.transfers = transfers;
    this.stats = stats;
    this.crew = new TransferCrew(transfers, HANDS);
  }

  Seed seed() {
    return seed;
  }

  ExecutorService transfers() {
    return transfers;
  }

  /**
   * Starts a batch.
   *
   * @param desc what its parts cover; the upper may not be known yet and be the greatest
   * @param outstandingMax parts on their way at once
   * @param inlineBytesMax parts smaller than this are not uploaded; 0 uploads all
   */
  public PartUploads uploads(
      ShardData data, Description desc, int outstandingMax, int inlineBytesMax) {
    return new PartUploads(
        this, data, desc, outstandingMax, inlineBytesMax, Deadline.none(), Crew.alone());
  }

  /**
   * The same for somebody who waits: several threads encode a part, and uploads are given up at
   * {@code deadline}.
   */
  public PartUploads uploads(
      ShardData data, Description desc, int outstandingMax, int inlineBytesMax, Deadline deadline) {
    return new PartUploads(this, data, desc, outstandingMax, inlineBytesMax, deadline, crew);
  }

  /** Sorts, consolidates, encodes and, unless small, uploads; nothing if nothing is left. */
  Optional<Part> write(
      ShardData data,
      Description desc,
      Updates updates,
      int inlineBytesMax,
      Deadline deadline,
      Crew crew) {
    Updates sorted = Consolidation.consolidate(desc.lower().domain(), updates);
    if (sorted.isEmpty()) {
      return Optional.empty();
    }
    if (mayBeInline(sorted.length(), inlineBytesMax)) {
      byte[] bytes = InlinePart.encode(data.key(), data.value(), sorted, desc);
      if (bytes.length < inlineBytesMax) {
        PartStats stats = PartStats.withoutColumns(desc.lower().domain(), sorted);
        return Optional.of(
            new Part.Inline(
                UnsafeByteOperations.unsafeWrap(bytes),
                summary(stats),
                ByteString.EMPTY,
                Optional.empty()));
      }
    }
    return Optional.of(upload(data, desc, sorted, deadline, crew));
  }

  /** Whether so many updates may be inline; each takes at least its time and its diff. */
  public static boolean mayBeInline(long updates, int inlineBytesMax) {
    return 16L * updates < inlineBytesMax;
  }

  private Part upload(
      ShardData data, Description desc, Updates sorted, Deadline deadline, Crew crew) {
    boolean large = sorted.length() >= SHARED_ROWS;
    EncodedPart encoded =
        PartWriter.encode(
            data.key(), data.value(), sorted, desc, stats, large ? crew : Crew.alone());
    PartKey key = new PartKey(writerKey, PartId.generate(seed));
    String name = key.full(data.shardId());
    try {
      retry.retryExternalRun("set of " + name, deadline, () -> blob.set(name, encoded.bytes()));
    } catch (DeadlineExceededException e) {
      deleteInBackground(List.of(name)); // it may be there, and nobody is told of it
      throw e;
    }
    return new Part.Stored(
        key,
        summary(encoded.stats()),
        encoded.bytes().length,
        encoded.crc32c(),
        ByteString.EMPTY,
        UnsafeByteOperations.unsafeWrap(encoded.stats().encode()),
        Optional.empty());
  }

  private static PartSummary summary(PartStats stats) {
    return new PartSummary(
        stats.updates(),
        OptionalLong.of(stats.diffSum()),
        stats.minDiff(),
        stats.minTime(),
        stats.maxTime());
  }

  /**
   * The same batch with all parts in Blob (spec §4.5). Inline parts that may be told as one become
   * one part, so that a batch of many small ones does not become as many blobs.
   */
  public HollowBatch flushInline(ShardData data, HollowBatch batch, Deadline deadline) {
    List<Run> runs = new ArrayList<>();
    Map<InlineKind, List<Part.Inline>> small = new LinkedHashMap<>();
    for (Run run : batch.runs()) {
      List<Part> stored = new ArrayList<>();
      for (Part part : run.parts()) {
        if (part instanceof Part.Inline inline) {
          small.computeIfAbsent(InlineKind.of(run, inline), k -> new ArrayList<>()).add(inline);
        } else {
          stored.add(part);
        }
      }
      if (!stored.isEmpty()) {
        runs.add(
            new Run(run.id(), run.order(), run.schema(), run.truncated(), run.closedAt(), stored));
      }
    }
    small.forEach(
        (kind, parts) ->
            combined(data, kind, parts, deadline)
                .ifPresent(part -> runs.add(kind.run(RunId.generate(seed), part))));
    return HollowBatch.of(batch.desc(), runs);
  }

  /** One stored part; nothing if all cancels out. */
  private Optional<Part> combined(
      ShardData data, InlineKind kind, List<Part.Inline> parts, Deadline deadline) {
    List<Updates> chunks = new ArrayList<>();
    for (Part.Inline part : parts) {
      byte[] bytes = part.bytes().toByteArray();
      chunks.add(InlinePart.decode(bytes, part.name(), data.key(), data.value(), Projection.all()));
    }
    Updates all = Updates.concat(data.key(), data.value(), chunks);
    return write(data, kind.built(), all, 0, deadline, Crew.alone());
  }

  // ---- deleting

  /** Deletes the blobs of a batch that nobody refers to. */
  public void delete(ShardId shardId, HollowBatch batch) {
    deleteParts(shardId, batch.parts());
  }

  /** Deletes the blobs of parts that nobody refers to. */
  public void deleteParts(ShardId shardId, List<Part> parts) {
    deleteAll(keys(shardId, parts));
  }

  /**
   * Deletes the blobs of parts one after the other, best effort: for the transfer threads
   * themselves, which nobody waits for.
   */
  void deleteHere(ShardId shardId, List<Part> parts) {
    deleteHere(keys(shardId, parts));
  }

  private void deleteHere(List<String> keys) {
    for (String key : keys) {
      try {
        delete(key);
      } catch (PersistException e) {
        LOG.info("{} stays behind: {}", key, e.toString());
      }
    }
  }

  private static List<String> keys(ShardId shardId, List<Part> parts) {
    return parts.stream()
        .flatMap(part -> part.blob().stream())
        .map(key -> key.full(shardId))
        .toList();
  }

  /** Deletes without waiting, best effort. */
  public void deleteInBackground(ShardId shardId, HollowBatch batch) {
    deleteInBackground(keys(shardId, batch.parts()));
  }

  private void deleteInBackground(List<String> keys) {
    if (keys.isEmpty()) {
      return;
    }
    try {
      transfers.execute(() -> deleteHere(keys));
    } catch (RejectedExecutionException e) {
      LOG.info("{} blobs stay behind, such as {}: closing", keys.size(), keys.get(0));
    }
  }

  /**
   * Deletes blobs, several at once.
   *
   * @throws CancelledException if the thread is interrupted; what is left is deleted in the
   *     background, best effort
   */
  public void deleteAll(List<String> keys) {
    if (keys.size() == 1) {
      delete(keys.get(0));
      return;
    }
    List<Future<?>> deletes = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      deletes.add(transfers.submit(() -> delete(key)));
      if (deletes.size() >= DELETES_AT_ONCE) {
        try {
          await(deletes);
        } catch (CancelledException e) {
          deleteInBackground(keys.subList(i + 1, keys.size()));
          throw e;
        }
      }
    }
    await(deletes);
  }

  private void delete(String key) {
    retry.retryExternalRun("delete of " + key, Deadline.none(), () -> blob.delete(key));
  }

  private static void await(List<Future<?>> deletes) {
    try {
      for (Future<?> delete : deletes) {
        delete.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while deleting blobs", e);
    } catch (ExecutionException e) {
      throw TransferFailure.of("could not delete a blob", e);
    }
    deletes.clear();
  }
}
