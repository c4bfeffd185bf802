package io.travertine.persist.internal.part.v1;

import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.LongVector;
import io.travertine.persist.data.NullMask;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.internal.part.Crew;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;

/** Writes a part as a Parquet file. */
public final class ParquetPartWriter {

  static final byte[] MAGIC = {'P', 'A', 'R', '1'};
  static final String VERSION_KEY = "travertine.format";
  static final String VERSION = "1";
  static final String DOMAIN_KEY = "travertine.time";
  static final String LOWER_KEY = "travertine.lower";
  static final String UPPER_KEY = "travertine.upper";
  static final String SINCE_KEY = "travertine.since";
  static final String KEY_KEY = "travertine.key";
  static final String VALUE_KEY = "travertine.value";

  /** About what there is in a file besides its columns. */
  private static final int FOOTER_BYTES = 8 << 10;

  private ParquetPartWriter() {}

  /**
   * A file.
   *
   * @param keyExtremes of each key column
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on at once
  public record Written(byte[] bytes, List<Optional<Extremes>> keyExtremes) {}

  /**
   * Writes a file.
   *
   * @param zstdLevel how hard to compress, 1 to 22
   * @param crew who shares the columns
   */
  public static Written write(Updates updates, Description description, int zstdLevel, Crew crew) {
    Schema key = updates.keys().schema();
    Schema value = updates.values().schema();
    List<ParquetColumn> columns = ParquetColumn.all(key, value);
    List<ColumnVector> vectors = new ArrayList<>();
    vectors.addAll(updates.keys().columns());
    vectors.addAll(updates.values().columns());
    vectors.add(new LongVector(updates.times(), updates.length(), NullMask.none()));
    vectors.add(new LongVector(updates.diffs(), updates.length(), NullMask.none()));
    List<Chunk> chunks =
        updates.isEmpty()
            ? List.of()
            : crew.share(columns.size(), () -> new ChunkWriter(columns, vectors, zstdLevel));
    ByteSink file = new ByteSink();
    file.expect(FOOTER_BYTES + chunks.stream().mapToLong(chunk -> chunk.bytes().length).sum());
    file.putBytes(MAGIC, 0, MAGIC.length);
    try {
      List<RowGroup> groups =
          chunks.isEmpty() ? List.of() : List.of(rowGroup(chunks, updates.length(), file));
      FileMetaData footer =
          new FileMetaData(1, elements(columns), updates.length(), groups)
              .setKey_value_metadata(metadata(key, value, description))
              .setCreated_by("travertine version 1.0.0 (build part.v1)")
              .setColumn_orders(
                  columns.stream()
                      .map(column -> ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()))
                      .toList());
      ByteArrayOutputStream footerBytes = new ByteArrayOutputStream();
      Util.writeFileMetaData(footer, footerBytes);
      file.putBytes(footerBytes.toByteArray(), 0, footerBytes.size());
      file.putInt(footerBytes.size());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    file.putBytes(MAGIC, 0, MAGIC.length);
    return new Written(file.toArray(), keyExtremes(chunks, key.width()));
  }

  private static List<Optional<Extremes>> keyExtremes(List<Chunk> chunks, int width) {
    return chunks.isEmpty()
        ? Collections.nCopies(width, Optional.empty())
        : chunks.subList(0, width).stream().map(Chunk::extremes).toList();
  }

  private static RowGroup rowGroup(List<Chunk> chunks, int rows, ByteSink file) {
    List<ColumnChunk> placed = new ArrayList<>();
    int start = file.size();
    long uncompressedBytes = 0;
    for (Chunk chunk : chunks) {
      placed.add(chunk.placed(file.size()));
      uncompressedBytes += chunk.metadata().getTotal_uncompressed_size();
      file.putBytes(chunk.bytes(), 0, chunk.bytes().length);
    }
    return new RowGroup(placed, uncompressedBytes, rows)
        .setFile_offset(start)
        .setTotal_compressed_size(file.size() - start)
        .setOrdinal((short) 0);
  }

  private static List<SchemaElement> elements(List<ParquetColumn> columns) {
    List<SchemaElement> elements = new ArrayList<>();
    elements.add(new SchemaElement("updates").setNum_children(columns.size()));
    columns.forEach(column -> elements.add(column.element()));
    return elements;
  }

  private static List<KeyValue> metadata(Schema key, Schema value, Description description) {
    return List.of(
        new KeyValue(VERSION_KEY).setValue(VERSION),
        new KeyValue(DOMAIN_KEY).setValue(description.lower().domain().codecName()),
        new KeyValue(LOWER_KEY).setValue(text(description.lower())),
        new KeyValue(UPPER_KEY).setValue(text(description.upper())),
        new KeyValue(SINCE_KEY).setValue(text(description.since())),
        new KeyValue(KEY_KEY).setValue(text(key)),
        new KeyValue(VALUE_KEY).setValue(text(value)));
  }

  private static String text(Frontier frontier) {
    return LongStream.of(frontier.elements())
        .mapToObj(Long::toUnsignedString)
        .collect(Collectors.joining(","));
  }

  private static String text(Schema schema) {
    return schema.columns().stream()
        .map(column -> column.id() + " " + column.type())
        .collect(Collectors.joining(";"));
  }
}
