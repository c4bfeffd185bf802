package io.travertine.persist;

import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.CriticalReaderId;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.id.WriterId;
import io.travertine.persist.time.Frontier;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a shard's newest state says, for people and tools (spec §3.2). Times of day are milliseconds
 * since the Unix epoch.
 *
 * @param applierVersion the newest release that ever contributed
 * @param walltimeMillis when the version was made, and
 * @param hostname by whom
 * @param seqNoSince the version up to which nothing is garbage yet
 * @param finalized whether it is a tombstone that has been emptied
 */
public record ShardInspection(
    ShardId shardId,
    Codecs codecs,
    BuildVersion applierVersion,
    SeqNo seqNo,
    long walltimeMillis,
    String hostname,
    SeqNo seqNoSince,
    Frontier since,
    Frontier upper,
    boolean finalized,
    List<Rollup> rollups,
    List<LeasedReader> leasedReaders,
    List<CriticalReader> criticalReaders,
    List<Writer> writers,
    List<Batch> batches) {

  public ShardInspection {
    rollups = List.copyOf(rollups);
    leasedReaders = List.copyOf(leasedReaders);
    criticalReaders = List.copyOf(criticalReaders);
    writers = List.copyOf(writers);
    batches = List.copyOf(batches);
  }

  /** The names of the four codecs. */
  public record Codecs(String key, String value, String time, String diff) {}

  /**
   * The whole state of one version in a blob.
   *
   * @param key the name of the blob, without the shard
   * @param encodedBytes its size, unless it is the first one
   */
  public record Rollup(SeqNo seqNo, String key, OptionalLong encodedBytes) {}

  /** A reader that must speak up within its lease. */
  public record LeasedReader(
      LeasedReaderId id,
      Frontier since,
      SeqNo seqNo,
      long heartbeatMillis,
      long leaseMillis,
      String hostname,
      String purpose) {}

  /** A hold that never expires. */
  public record CriticalReader(
      CriticalReaderId id,
      Frontier since,
      long opaque,
      String opaqueCodec,
      String hostname,
      String purpose) {}

  /**
   * A writer that has appended lately.
   *
   * @param upper of its last append
   */
  public record Writer(
      WriterId id,
      Frontier upper,
      long heartbeatMillis,
      long leaseMillis,
      String hostname,
      String purpose) {}

  /**
   * What was appended or compacted as one.
   *
   * @param updates an upper bound of the distinct ones
   * @param storedBytes in blobs
   * @param inlineBytes in the state itself
   */
  public record Batch(
      Frontier lower,
      Frontier upper,
      Frontier since,
      long updates,
      int runs,
      int parts,
      long storedBytes,
      long inlineBytes) {}
}
