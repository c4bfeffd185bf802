package io.travertine.persist.internal.part;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The reference implementation, which Spark reads with, is the second witness of our files. */
class PartInParquetJavaTest {

  /** A file in memory. */
  private record MemoryFile(ByteBuffer content) implements InputFile {

    @Override
    public long getLength() {
      return content.limit();
    }

    @Override
    public SeekableInputStream newStream() {
      PositionedInput in = new PositionedInput(content.array());
      return new DelegatingSeekableInputStream(in) {
        @Override
        public long getPos() {
          return in.position();
        }

        @Override
        public void seek(long position) {
          in.seek((int) position);
        }
      };
    }
  }

  /** An array that can be read from anywhere. */
  private static final class PositionedInput extends ByteArrayInputStream {

    PositionedInput(byte[] content) {
      super(content);
    }

    int position() {
      return pos;
    }

    void seek(int position) {
      pos = position;
    }
  }

  /** Undoes zstd without Hadoop's codecs. */
  private static final class ZstdCodecs implements CompressionCodecFactory {

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
      throw new UnsupportedOperationException("only reads");
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
      return new BytesInputDecompressor() {
        @Override
        public BytesInput decompress(BytesInput bytes, int uncompressedBytes) throws IOException {
          if (name == CompressionCodecName.UNCOMPRESSED) {
            return bytes;
          }
          ByteArrayOutputStream compressed = new ByteArrayOutputStream();
          bytes.writeAllTo(compressed);
          return BytesInput.from(Zstd.decompress(compressed.toByteArray(), uncompressedBytes));
        }

        @Override
        public void decompress(
            ByteBuffer in, int compressedBytes, ByteBuffer out, int uncompressedBytes) {
          throw new UnsupportedOperationException("only whole pages");
        }

        @Override
        public void release() {}
      };
    }

    @Override
    public void release() {}
  }

  private static @Nullable Object value(Group row, int field, ColumnType type) {
    if (row.getFieldRepetitionCount(field) == 0) {
      return null;
    }
    return switch (type.kind()) {
      case BOOLEAN -> row.getBoolean(field, 0);
      case INT16 -> (short) row.getInteger(field, 0);
      case INT32, DATE, TIME -> row.getInteger(field, 0);
      case INT64, TIMESTAMP -> row.getLong(field, 0);
      case FLOAT32 -> row.getFloat(field, 0);
      case FLOAT64 -> row.getDouble(field, 0);
      case DECIMAL ->
          type.isWideDecimal()
              ? new BigDecimal(new BigInteger(row.getBinary(field, 0).getBytes()), type.scale())
              : BigDecimal.valueOf(row.getLong(field, 0), type.scale());
      case STRING -> row.getString(field, 0);
      case BYTES -> new String(row.getBinary(field, 0).getBytes(), StandardCharsets.ISO_8859_1);
    };
  }

  @Test
  void parquetJavaReadsEveryTypeAndRow() throws IOException {
    List<@Nullable Object[]> rows = SampleRows.rows(70_000);
    Updates updates = SampleRows.updates(SampleRows.KEY, rows);
    Description description =
        new Description(
            Frontier.at(0), Frontier.empty(TimeDomain.U64), Frontier.minimum(TimeDomain.U64));
    EncodedPart part = PartWriter.encode(SampleRows.KEY, Schema.EMPTY, updates, description);
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new ZstdCodecs())
            .build();
    try (ParquetFileReader reader =
        ParquetFileReader.open(new MemoryFile(ByteBuffer.wrap(part.bytes())), options)) {
      MessageType schema = reader.getFileMetaData().getSchema();
      List<String> types = new ArrayList<>();
      schema.getFields().forEach(field -> types.add(field.toString()));
      assertThat(types)
          .containsExactly(
              "optional boolean flag",
              "optional int32 small (INTEGER(16,true))",
              "optional int32 middle",
              "optional int64 large",
              "optional float real columnorder(TYPE_DEFINED_ORDER)",
              "optional double double columnorder(TYPE_DEFINED_ORDER)",
              "optional int64 price (DECIMAL(12,2))",
              "optional fixed_len_byte_array(16) huge (DECIMAL(38,10))",
              "optional binary text (STRING)",
              "optional binary raw",
              "optional int32 day (DATE)",
              "optional int32 clock (TIME(MILLIS,false))",
              "optional int64 moment (TIMESTAMP(MILLIS,false))",
              "required int64 id",
              "required int64 _time",
              "required int64 _diff");
      assertThat(reader.getFileMetaData().getKeyValueMetaData())
          .containsEntry("travertine.format", "1")
          .containsEntry("travertine.lower", "0")
          .containsEntry("travertine.upper", "");
      PageReadStore pages = reader.readNextRowGroup();
      RecordReader<Group> records =
          new ColumnIOFactory()
              .getColumnIO(schema)
              .getRecordReader(pages, new GroupRecordConverter(schema));
      assertThat(pages.getRowCount()).isEqualTo(rows.size());
      for (int i = 0; i < rows.size(); i++) {
        Group record = records.read();
        for (int field = 0; field < SampleRows.KEY.width(); field++) {
          Object expected = rows.get(i)[field];
          if (expected instanceof byte[] bytes) {
            expected = new String(bytes, StandardCharsets.ISO_8859_1);
          }
          Object found = value(record, field, SampleRows.KEY.column(field).type());
          if (!Objects.equals(found, expected)) {
            assertThat(found).as("row %s, field %s", i, field).isEqualTo(expected);
          }
        }
        assertThat(record.getLong("_time", 0)).isEqualTo(updates.times()[i]);
        assertThat(record.getLong("_diff", 0)).isEqualTo(updates.diffs()[i]);
      }
      assertThat(reader.readNextRowGroup()).isNull();
    }
  }
}
