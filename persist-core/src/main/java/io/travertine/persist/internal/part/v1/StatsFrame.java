package io.travertine.persist.internal.part.v1;

import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The statistics of a part, as stored beside the reference to it.
 *
 * @param updates how many updates
 * @param diffSum the sum of their diffs, wrapping around
 * @param minDiff the least diff; 0 without updates
 * @param minTime the least time in the domain's total order; 0 without updates
 * @param maxTime the greatest time in the domain's total order; 0 without updates
 * @param columns what is known of key columns
 */
public record StatsFrame(
    long updates,
    long diffSum,
    long minDiff,
    long minTime,
    long maxTime,
    List<ColumnFrame> columns) {

  private static final int VERSION = 1;
  private static final int HAS_LOWER = 1;
  private static final int HAS_UPPER = 2;

  /** What is known of one column; the bounds are vectors of one value. */
  public record ColumnFrame(
      int id,
      ColumnType type,
      long nulls,
      Optional<ColumnVector> lower,
      Optional<ColumnVector> upper) {}

  public StatsFrame {
    columns = List.copyOf(columns);
  }

  public byte[] write() {
    ByteSink sink = new ByteSink();
    sink.putByte(VERSION);
    sink.putVarint(updates);
    sink.putZigzag(diffSum);
    sink.putZigzag(minDiff);
    sink.putVarint(minTime);
    sink.putVarint(maxTime);
    sink.putVarint(columns.size());
    for (ColumnFrame column : columns) {
      sink.putVarint(column.id());
      WireCodes.writeType(column.type(), sink);
      sink.putVarint(column.nulls());
      sink.putByte(
          (column.lower().isPresent() ? HAS_LOWER : 0)
              | (column.upper().isPresent() ? HAS_UPPER : 0));
      column.lower().ifPresent(bound -> WireColumn.writeValue(bound, 0, sink));
      column.upper().ifPresent(bound -> WireColumn.writeValue(bound, 0, sink));
    }
    return sink.toArray();
  }

  /**
   * The statistics that have these bytes.
   *
   * @throws CorruptException if there are none
   * @throws FormatTooNewException if a later release wrote them
   */
  public static StatsFrame read(byte[] bytes) {
    try {
      ByteSource source = new ByteSource(bytes, 0, bytes.length);
      int version = source.readByte();
      if (version != VERSION) {
        throw new FormatTooNewException("part statistics have format " + version);
      }
      long updates = source.readVarint();
      long diffSum = source.readZigzag();
      long minDiff = source.readZigzag();
      long minTime = source.readVarint();
      long maxTime = source.readVarint();
      List<ColumnFrame> columns = new ArrayList<>();
      for (int left = source.readCount(); left > 0; left--) {
        columns.add(readColumn(source));
      }
      return new StatsFrame(updates, diffSum, minDiff, minTime, maxTime, columns);
    } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
      throw new CorruptException("part statistics cannot be decoded", e);
    }
  }

  private static ColumnFrame readColumn(ByteSource source) {
    int id = Math.toIntExact(source.readVarint());
    ColumnType type = WireCodes.readType(source);
    long nulls = source.readVarint();
    int bounds = source.readByte();
    Optional<ColumnVector> lower = readBound(type, (bounds & HAS_LOWER) != 0, source);
    return new ColumnFrame(
        id, type, nulls, lower, readBound(type, (bounds & HAS_UPPER) != 0, source));
  }

  private static Optional<ColumnVector> readBound(
      ColumnType type, boolean present, ByteSource source) {
    return present ? Optional.of(WireColumn.readPresent(type, 1, source)) : Optional.empty();
  }
}
