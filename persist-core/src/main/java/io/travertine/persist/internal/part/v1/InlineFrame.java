package io.travertine.persist.internal.part.v1;

import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/**
 * A small part in the compact framing.
 *
 * @param description what the part was written to cover
 * @param updates its updates
 */
public record InlineFrame(Description description, Updates updates) {

  static final int VERSION = 1;

  /** The bytes of a part. */
  public static byte[] write(Updates updates, Description description) {
    ByteSink sink = new ByteSink();
    sink.putByte(VERSION);
    WireCodes.writeDomain(description.lower().domain(), sink);
    WireCodes.writeFrontier(description.lower(), sink);
    WireCodes.writeFrontier(description.upper(), sink);
    WireCodes.writeFrontier(description.since(), sink);
    sink.putVarint(updates.length());
    long last = 0;
    for (int row = 0; row < updates.length(); row++) {
      sink.putZigzag(updates.times()[row] - last);
      last = updates.times()[row];
    }
    for (int row = 0; row < updates.length(); row++) {
      sink.putZigzag(updates.diffs()[row]);
    }
    writeBatch(updates.keys(), sink);
    writeBatch(updates.values(), sink);
    sink.putInt(crc(sink.array(), sink.size()));
    return sink.toArray();
  }

  private static void writeBatch(ColumnBatch batch, ByteSink sink) {
    sink.putVarint(batch.schema().width());
    for (int i = 0; i < batch.schema().width(); i++) {
      Column column = batch.schema().column(i);
      sink.putVarint(column.id());
      WireCodes.writeType(column.type(), sink);
      WireColumn.write(batch.column(i), sink);
    }
  }

  /**
   * The part that has these bytes, with the wanted columns of these schemas. Columns are found by
   * id; one that was not written has its initial value throughout.
   *
   * @param objectName what to call the part in errors
   * @throws CorruptException if these are not the bytes that were written, or a required column is
   *     missing or of another type
   * @throws FormatTooNewException if a later release wrote them
   */
  public static InlineFrame read(
      String objectName, byte[] bytes, Schema key, Schema value, Projection projection) {
    ByteSource source = open(objectName, bytes);
    try {
      Description description = readDescription(source);
      int rows = source.readCount();
      long[] times = new long[rows];
      long last = 0;
      for (int row = 0; row < rows; row++) {
        last += source.readZigzag();
        times[row] = last;
      }
      long[] diffs = new long[rows];
      for (int row = 0; row < rows; row++) {
        diffs[row] = source.readZigzag();
      }
      ColumnBatch keys =
          readBatch(objectName, key.project(projection.keyPositions(key)), rows, source);
      ColumnBatch values =
          readBatch(objectName, value.project(projection.valuePositions(value)), rows, source);
      if (!source.isAtEnd()) {
        throw new CorruptException("bytes left over in " + objectName);
      }
      return new InlineFrame(description, new Updates(keys, values, times, diffs));
    } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
      throw new CorruptException(objectName + " cannot be decoded", e);
    }
  }

  /**
   * Whether the part that has these bytes has no columns but those of these schemas.
   *
   * @throws CorruptException if these are not the bytes that were written
   * @throws FormatTooNewException if a later release wrote them
   */
  public static boolean isCoveredBy(String objectName, byte[] bytes, Schema key, Schema value) {
    ByteSource source = open(objectName, bytes);
    try {
      readDescription(source);
      int rows = source.readCount();
      for (int i = 0; i < 2 * rows; i++) {
        source.readZigzag();
      }
      return StoredColumn.areAllIn(key, skipBatch(rows, source))
          && StoredColumn.areAllIn(value, skipBatch(rows, source));
    } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
      throw new CorruptException(objectName + " cannot be decoded", e);
    }
  }

  /**
   * The key and the value columns of the part that has these bytes, all nullable and named after
   * their ids.
   *
   * @throws CorruptException if these are not the bytes that were written
   * @throws FormatTooNewException if a later release wrote them
   */
  public static List<Schema> readSchemas(String objectName, byte[] bytes) {
    ByteSource source = open(objectName, bytes);
    try {
      readDescription(source);
      int rows = source.readCount();
      for (int i = 0; i < 2 * rows; i++) {
        source.readZigzag();
      }
      return List.of(named(skipBatch(rows, source)), named(skipBatch(rows, source)));
    } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
      throw new CorruptException(objectName + " cannot be decoded", e);
    }
  }

  private static Schema named(List<StoredColumn> columns) {
    return new Schema(
        columns.stream()
            .map(column -> Column.optional(column.id(), "column_" + column.id(), column.type()))
            .toList());
  }

  private static List<StoredColumn> skipBatch(int rows, ByteSource source) {
    List<StoredColumn> stored = new ArrayList<>();
    int width = source.readCount();
    for (int i = 0; i < width; i++) {
      int id = Math.toIntExact(source.readVarint());
      StoredColumn column = new StoredColumn(id, WireCodes.readType(source));
      stored.add(column);
      WireColumn.read(column.type(), rows, source);
    }
    return stored;
  }

  /**
   * What the part that has these bytes was written to cover.
   *
   * @throws CorruptException if these are not the bytes that were written
   * @throws FormatTooNewException if a later release wrote them
   */
  public static Description readDescription(String objectName, byte[] bytes) {
    ByteSource source = open(objectName, bytes);
    try {
      return readDescription(source);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new CorruptException(objectName + " cannot be decoded", e);
    }
  }

  /** The content between the version and the checksum, both checked. */
  private static ByteSource open(String objectName, byte[] bytes) {
    int end = bytes.length - Integer.BYTES;
    if (end < 1 || new ByteSource(bytes, end, bytes.length).readInt() != crc(bytes, end)) {
      throw new CorruptException("checksum mismatch in " + objectName);
    }
    if (bytes[0] != VERSION) {
      throw new FormatTooNewException(objectName + " has inline format " + bytes[0]);
    }
    return new ByteSource(bytes, 1, end);
  }

  private static Description readDescription(ByteSource source) {
    TimeDomain domain = WireCodes.readDomain(source);
    Frontier lower = WireCodes.readFrontier(domain, source);
    Frontier upper = WireCodes.readFrontier(domain, source);
    return new Description(lower, upper, WireCodes.readFrontier(domain, source));
  }

  private static ColumnBatch readBatch(
      String objectName, Schema wanted, int rows, ByteSource source) {
    List<StoredColumn> stored = new ArrayList<>();
    List<ColumnVector> storedVectors = new ArrayList<>();
    int width = source.readCount();
    for (int i = 0; i < width; i++) {
      int id = Math.toIntExact(source.readVarint());
      StoredColumn column = new StoredColumn(id, WireCodes.readType(source));
      stored.add(column);
      storedVectors.add(WireColumn.read(column.type(), rows, source));
    }
    List<ColumnVector> vectors = new ArrayList<>();
    for (Column column : wanted.columns()) {
      OptionalInt found = StoredColumn.find(objectName, column, stored);
      vectors.add(
          found.isPresent()
              ? storedVectors.get(found.getAsInt())
              : StoredColumn.absent(column, rows));
    }
    return new ColumnBatch(wanted, rows, vectors);
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
