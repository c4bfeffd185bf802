package io.travertine.persist.internal.part;

import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.internal.part.v1.ParquetPartWriter;
import io.travertine.persist.time.Description;

/** Encodes stored parts as Parquet files, in the newest format. Thread-safe. */
public final class PartWriter {

  private static final int ZSTD_LEVEL = 1;

  private PartWriter() {}

  /**
   * Encodes updates, in the order they come.
   *
   * @param description what the part covers; its upper may be later than any update
   * @throws IllegalArgumentException if an update is outside the description, has diff zero, or the
   *     columns are not those of the schemas
   */
  public static EncodedPart encode(
      Schema key, Schema value, Updates updates, Description description) {
    return encode(key, value, updates, description, StatsPolicy.DEFAULT, Crew.alone());
  }

  /**
   * The same, with as much of the statistics as {@code stats} says.
   *
   * @param crew who shares the columns
   */
  public static EncodedPart encode(
      Schema key,
      Schema value,
      Updates updates,
      Description description,
      StatsPolicy stats,
      Crew crew) {
    PartChecks.check(key, value, updates, description);
    ParquetPartWriter.Written file =
        ParquetPartWriter.write(updates, description, ZSTD_LEVEL, crew);
    PartStats known =
        PartStats.of(description.lower().domain(), updates, file.keyExtremes(), stats);
    return new EncodedPart(file.bytes(), Checksum.of(file.bytes()), known);
  }
}
