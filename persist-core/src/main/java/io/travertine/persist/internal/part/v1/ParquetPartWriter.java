package io.travertine.persist.internal.part.v1;

import com.github.luben.zstd.ZstdCompressCtx;
import io.travertine.persist.data.BytesVector;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.DoubleVector;
import io.travertine.persist.data.FloatVector;
import io.travertine.persist.data.LongVector;
import io.travertine.persist.data.NullMask;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Statistics;
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

  /** Bounds of more bytes than this are left out of the statistics for other readers. */
  private static final int MAX_BOUND_BYTES = 100;

  private ParquetPartWriter() {}

  /**
   * The file.
   *
   * @param extremes of each key column
   * @param zstdLevel how hard to compress, 1 to 22
   */
  public static byte[] write(
      Updates updates, List<Optional<Extremes>> extremes, Description description, int zstdLevel) {
    Schema key = updates.keys().schema();
    Schema value = updates.values().schema();
    List<ParquetColumn> columns = ParquetColumn.all(key, value);
    List<ColumnVector> vectors = new ArrayList<>();
    vectors.addAll(updates.keys().columns());
    vectors.addAll(updates.values().columns());
    vectors.add(new LongVector(updates.times(), updates.length(), NullMask.none()));
    vectors.add(new LongVector(updates.diffs(), updates.length(), NullMask.none()));
    List<Optional<Extremes>> all = new ArrayList<>(extremes);
    vectors.subList(all.size(), vectors.size()).forEach(vector -> all.add(Extremes.of(vector)));
    ByteSink file = new ByteSink();
    file.putBytes(MAGIC, 0, MAGIC.length);
    try (ZstdCompressCtx zstd = new ZstdCompressCtx()) {
      zstd.setLevel(zstdLevel);
      List<RowGroup> groups =
          updates.isEmpty()
              ? List.of()
              : List.of(writeRowGroup(columns, vectors, all, updates.length(), zstd, file));
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
    return file.toArray();
  }

  private static RowGroup writeRowGroup(
      List<ParquetColumn> columns,
      List<ColumnVector> vectors,
      List<Optional<Extremes>> extremes,
      int rows,
      ZstdCompressCtx zstd,
      ByteSink file)
      throws IOException {
    ChunkWriter writer = new ChunkWriter(zstd);
    List<ColumnChunk> chunks = new ArrayList<>();
    int start = file.size();
    long uncompressedBytes = 0;
    for (int i = 0; i < columns.size(); i++) {
      int chunkStart = file.size();
      ColumnMetaData metadata = writer.write(columns.get(i), vectors.get(i), file);
      metadata.setStatistics(statistics(vectors.get(i), extremes.get(i)));
      uncompressedBytes += metadata.getTotal_uncompressed_size();
      chunks.add(new ColumnChunk(chunkStart).setMeta_data(metadata));
    }
    return new RowGroup(chunks, uncompressedBytes, rows)
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

  private static Statistics statistics(ColumnVector vector, Optional<Extremes> found) {
    Statistics statistics = new Statistics().setNull_count(vector.nulls().count());
    if (found.isPresent()) {
      Optional<byte[]> min = bound(vector, found.get().least(), -0d);
      Optional<byte[]> max = bound(vector, found.get().greatest(), 0d);
      boolean ordered = !isNaN(vector, found.get().greatest());
      if (min.isPresent() && max.isPresent() && ordered) {
        statistics.setMin_value(min.get()).setMax_value(max.get());
      }
    }
    return statistics;
  }

  private static boolean isNaN(ColumnVector vector, int row) {
    return (vector instanceof DoubleVector doubles && Double.isNaN(doubles.value(row)))
        || (vector instanceof FloatVector floats && Float.isNaN(floats.value(row)));
  }

  /** A value as statistics have it: plain, without a length; a zero float with the sign asked. */
  private static Optional<byte[]> bound(ColumnVector vector, int row, double zero) {
    ColumnVector one = vector.gather(new int[] {row}, 0, 1);
    if (one instanceof DoubleVector doubles && doubles.value(0) == 0) {
      one = new DoubleVector(new double[] {zero}, 1, NullMask.none());
    } else if (one instanceof FloatVector floats && floats.value(0) == 0) {
      one = new FloatVector(new float[] {(float) zero}, 1, NullMask.none());
    }
    ByteSink sink = new ByteSink();
    if (one instanceof BytesVector bytes) {
      sink.putBytes(bytes.heap(), bytes.start(0), bytes.end(0));
    } else {
      PlainValues.write(one, 0, 1, sink);
    }
    return sink.size() <= MAX_BOUND_BYTES ? Optional.of(sink.toArray()) : Optional.empty();
  }
}
