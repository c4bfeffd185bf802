package io.travertine.persist.internal.state;

/**
 * Limits of an append.
 *
 * @param inlineTotalBytesMax an append with inline bytes is refused if the state then had this many
 *     or more
 * @param compaction which compactions it is answered with
 */
public record AppendPolicy(long inlineTotalBytesMax, CompactionPolicy compaction) {

  /** At most 1 MiB inline. */
  public static final AppendPolicy DEFAULT = new AppendPolicy(1 << 20, CompactionPolicy.DEFAULT);

  /** The same for who cannot compact. */
  public AppendPolicy withoutCompaction() {
    return new AppendPolicy(inlineTotalBytesMax, CompactionPolicy.NOTHING);
  }
}
