package io.travertine.persist.internal.state;

import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.RollupKey;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.Optional;

/**
 * One version of a shard (spec §3.2). Immutable; versions share what they have in common.
 *
 * @param applierVersion the newest release that ever contributed
 * @param walltimeMillis when the version was made, strictly later than the one before
 * @param hostname who made it
 */
public record State(
    ShardId shard,
    CodecNames codecs,
    BuildVersion applierVersion,
    SeqNo seqNo,
    long walltimeMillis,
    String hostname,
    Contents contents) {

  /** The state before the first version: nothing has been committed yet. */
  static State unborn(ShardId shard, CodecNames codecs, BuildVersion version, String hostname) {
    return new State(
        shard, codecs, version, SeqNo.ZERO, 0, hostname, Contents.empty(codecs.timeDomain()));
  }

  /**
   * The first version of a shard, which knows its own rollup (spec §3.6).
   *
   * @param rollup where that rollup is going to be; must be of version 1
   */
  public static State initial(
      ShardId shard,
      CodecNames codecs,
      BuildVersion version,
      String hostname,
      long nowMillis,
      RollupKey rollup) {
    return Step.initial(unborn(shard, codecs, version, hostname), nowMillis, rollup);
  }

  public TimeDomain domain() {
    return contents.trace().domain();
  }

  public Frontier since() {
    return contents.trace().since();
  }

  public Frontier upper() {
    return contents.trace().upper();
  }

  /** The least version some leased reader still holds; this version when none does. */
  public SeqNo seqNoSince() {
    SeqNo least = seqNo;
    for (var reader : contents.leasedReaders()) {
      SeqNo held = reader.getValue().seqNo();
      least = held.isBefore(least) ? held : least;
    }
    return least;
  }

  /** The rollup of the latest version that has one. */
  public Optional<HollowRollup> latestRollup() {
    return contents.rollups().last().map(row -> row.getValue());
  }

  /**
   * Goes no further if a release has written here that {@code release} need not understand.
   *
   * @throws FormatTooNewException if so
   */
  public void checkReadableBy(BuildVersion release) {
    if (!release.reads(applierVersion)) {
      throw new FormatTooNewException(
          shard
              + " was written by release "
              + applierVersion
              + ", which is too new for this one, "
              + release
              + ": upgrade this program");
    }
  }

  public boolean isTombstone() {
    return contents.isTombstone();
  }

  public boolean isFinalized() {
    return contents.isFinalized();
  }

  State with(Contents other) {
    return new State(shard, codecs, applierVersion, seqNo, walltimeMillis, hostname, other);
  }
}
