package io.travertine.persist.internal.part.v1;

import static java.util.Objects.requireNonNull;

import com.github.luben.zstd.ZstdDecompressCtx;
import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.ColumnBuilder;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.LongVector;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;

/** Reads a part from a Parquet file whose bytes are known to be intact. */
public final class ParquetPartReader {

  private static final int TAIL = ParquetPartWriter.MAGIC.length + Integer.BYTES;

  private final String objectName;
  private final byte[] file;
  private final FileMetaData footer;
  private final Map<String, String> metadata = new HashMap<>();
  private final int rows;
  private final Description description;

  /**
   * Opens a file.
   *
   * @param objectName what to call it in errors
   * @throws CorruptException if it is not a Parquet file of ours
   * @throws FormatTooNewException if a later release wrote it
   */
  public ParquetPartReader(String objectName, byte[] file) {
    this.objectName = objectName;
    this.file = file;
    int tail = file.length - TAIL;
    byte[] magic = ParquetPartWriter.MAGIC;
    if (tail < magic.length
        || !Arrays.equals(file, file.length - magic.length, file.length, magic, 0, magic.length)) {
      throw new CorruptException(objectName + " is not a parquet file");
    }
    int length = new ByteSource(file, tail, file.length).readInt();
    if (length < 0 || length > tail) {
      throw new CorruptException(objectName + " has a footer of " + length + " bytes");
    }
    try {
      footer = Util.readFileMetaData(new ByteArrayInputStream(file, tail - length, length));
    } catch (IOException | RuntimeException e) {
      throw new CorruptException(objectName + " has a footer that cannot be read", e);
    }
    List<KeyValue> entries = footer.getKey_value_metadata();
    if (entries != null) {
      entries.forEach(entry -> metadata.put(entry.getKey(), entry.getValue()));
    }
    String version = metadata(ParquetPartWriter.VERSION_KEY);
    if (!version.equals(ParquetPartWriter.VERSION)) {
      throw new FormatTooNewException(objectName + " has part format " + version);
    }
    try {
      rows = Math.toIntExact(footer.getNum_rows());
      TimeDomain domain = TimeDomain.named(metadata(ParquetPartWriter.DOMAIN_KEY));
      description =
          new Description(
              frontier(domain, ParquetPartWriter.LOWER_KEY),
              frontier(domain, ParquetPartWriter.UPPER_KEY),
              frontier(domain, ParquetPartWriter.SINCE_KEY));
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new CorruptException(objectName + " has metadata that cannot be read", e);
    }
  }

  /** How many updates the part has. */
  public int length() {
    return rows;
  }

  /** Whether the part has no columns but those of these schemas. */
  public boolean isCoveredBy(Schema key, Schema value) {
    return StoredColumn.areAllIn(key, columns(ParquetPartWriter.KEY_KEY))
        && StoredColumn.areAllIn(value, columns(ParquetPartWriter.VALUE_KEY));
  }

  /** The key columns as the file has them, named as it names them. */
  public Schema storedKey() {
    return stored(columns(ParquetPartWriter.KEY_KEY), 0);
  }

  /** The value columns as the file has them, named as it names them. */
  public Schema storedValue() {
    return stored(columns(ParquetPartWriter.VALUE_KEY), columns(ParquetPartWriter.KEY_KEY).size());
  }

  private Schema stored(List<StoredColumn> columns, int firstAt) {
    List<Column> named = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      SchemaElement element = requireNonNull(footer.getSchema()).get(firstAt + i + 1);
      named.add(
          new Column(
              requireNonNull(element.getName()),
              columns.get(i).type(),
              element.getRepetition_type() == FieldRepetitionType.OPTIONAL,
              columns.get(i).id()));
    }
    return new Schema(named);
  }

  /** What the part was written to cover. */
  public Description description() {
    return description;
  }

  /**
   * The updates with the wanted columns of these schemas. Columns are found by id; one that the
   * file does not have has its initial value throughout.
   *
   * @throws CorruptException if the file does not hold what it says, or a required column is
   *     missing or of another type
   */
  public Updates read(Schema key, Schema value, Projection projection) {
    try (ZstdDecompressCtx zstd = new ZstdDecompressCtx()) {
      ChunkReader reader = new ChunkReader(file, zstd);
      List<StoredColumn> keys = columns(ParquetPartWriter.KEY_KEY);
      List<StoredColumn> values = columns(ParquetPartWriter.VALUE_KEY);
      Schema keyWanted = key.project(projection.keyPositions(key));
      Schema valueWanted = value.project(projection.valuePositions(value));
      ColumnBatch keyBatch = batch(reader, keyWanted, keys, 0);
      ColumnBatch valueBatch = batch(reader, valueWanted, values, keys.size());
      int timeAt = keys.size() + values.size();
      LongVector times = (LongVector) vector(reader, timeAt, ColumnType.INT64);
      LongVector diffs = (LongVector) vector(reader, timeAt + 1, ColumnType.INT64);
      return new Updates(keyBatch, valueBatch, times.values(), diffs.values());
    } catch (IOException | RuntimeException e) {
      throw e instanceof CorruptException corrupt
          ? corrupt
          : new CorruptException(objectName + " cannot be decoded", e);
    }
  }

  private ColumnBatch batch(
      ChunkReader reader, Schema wanted, List<StoredColumn> stored, int firstAt)
      throws IOException {
    List<ColumnVector> vectors = new ArrayList<>();
    for (Column column : wanted.columns()) {
      OptionalInt found = StoredColumn.find(objectName, column, stored);
      vectors.add(
          found.isPresent()
              ? vector(reader, firstAt + found.getAsInt(), column.type())
              : StoredColumn.absent(column, rows));
    }
    return new ColumnBatch(wanted, rows, vectors);
  }

  private ColumnVector vector(ChunkReader reader, int at, ColumnType type) throws IOException {
    List<RowGroup> groups = requireNonNull(footer.getRow_groups());
    if (groups.isEmpty()) {
      return ColumnBuilder.of(type).build();
    }
    FieldRepetitionType repetition =
        requireNonNull(footer.getSchema()).get(at + 1).getRepetition_type();
    ColumnChunk chunk = requireNonNull(groups.get(0).getColumns()).get(at);
    return reader.read(
        requireNonNull(chunk.getMeta_data()),
        type,
        repetition == FieldRepetitionType.OPTIONAL,
        rows);
  }

  private List<StoredColumn> columns(String metadataKey) {
    List<StoredColumn> columns = new ArrayList<>();
    String text = metadata(metadataKey);
    if (!text.isEmpty()) {
      for (String column : text.split(";", -1)) {
        int space = column.indexOf(' ');
        columns.add(
            new StoredColumn(
                Integer.parseInt(column.substring(0, space)),
                ColumnType.parse(column.substring(space + 1))));
      }
    }
    return columns;
  }

  private Frontier frontier(TimeDomain domain, String metadataKey) {
    String text = metadata(metadataKey);
    return text.isEmpty()
        ? Frontier.empty(domain)
        : Frontier.of(
            domain,
            Arrays.stream(text.split(",", -1)).mapToLong(Long::parseUnsignedLong).toArray());
  }

  private String metadata(String key) {
    String found = metadata.get(key);
    if (found == null) {
      throw new CorruptException(objectName + " has no metadata '" + key + "'");
    }
    return found;
  }
}
