package io.travertine.persist.internal.part.v1;

import com.github.luben.zstd.ZstdDecompressCtx;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.NullMask;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/** Reads one Parquet column chunk into a vector. Not thread-safe. */
final class ChunkReader {

  private final byte[] file;
  private final ZstdDecompressCtx zstd;
  private byte[] page = new byte[0];
  private int[] codes = new int[0];
  private int[] levels = new int[0];

  ChunkReader(byte[] file, ZstdDecompressCtx zstd) {
    this.file = file;
    this.zstd = zstd;
  }

  /**
   * The column.
   *
   * @param optional whether the file's pages have definition levels
   */
  ColumnVector read(ColumnMetaData metadata, ColumnType type, boolean optional, int rows)
      throws IOException {
    long start =
        metadata.isSetDictionary_page_offset()
            ? metadata.getDictionary_page_offset()
            : metadata.getData_page_offset();
    ByteArrayInputStream in =
        new ByteArrayInputStream(
            file, Math.toIntExact(start), Math.toIntExact(metadata.getTotal_compressed_size()));
    int end = Math.toIntExact(start + metadata.getTotal_compressed_size());
    boolean compressed = metadata.getCodec() == CompressionCodec.ZSTD;
    ColumnSlots slots = ColumnSlots.of(type, rows, metadata.getTotal_uncompressed_size());
    Optional<ColumnVector> dictionary = Optional.empty();
    long[] nulls = new long[optional ? (rows + 63) >> 6 : 0];
    int row = 0;
    while (row < rows) {
      PageHeader header = Util.readPageHeader(in);
      ByteSource content = content(header, end - in.available(), compressed);
      if (in.skip(header.getCompressed_page_size()) != header.getCompressed_page_size()) {
        throw new IndexOutOfBoundsException("page beyond the end of its chunk");
      }
      if (header.getType() == PageType.DICTIONARY_PAGE) {
        int entries = Objects.requireNonNull(header.getDictionary_page_header()).getNum_values();
        ColumnSlots entrySlots = ColumnSlots.of(type, entries, header.getUncompressed_page_size());
        entrySlots.readPlain(content, 0, entries);
        dictionary = Optional.of(entrySlots.build(NullMask.none()));
      } else {
        DataPageHeader data = Objects.requireNonNull(header.getData_page_header());
        row += readPage(data, content, dictionary, slots, nulls, row);
      }
    }
    if (row != rows) {
      throw new IndexOutOfBoundsException("chunk of " + row + " rows, not " + rows);
    }
    return slots.build(NullMask.of(nulls));
  }

  private ByteSource content(PageHeader header, int start, boolean compressed) {
    int packed = header.getCompressed_page_size();
    if (!compressed) {
      return new ByteSource(file, start, start + packed);
    }
    int length = header.getUncompressed_page_size();
    if (length > page.length) {
      page = new byte[length];
    }
    int size = zstd.decompressByteArray(page, 0, length, file, start, packed);
    return new ByteSource(page, 0, size);
  }

  /** Reads one page into the slots from {@code row} on; answers how many rows it has. */
  private int readPage(
      DataPageHeader header,
      ByteSource content,
      Optional<ColumnVector> dictionary,
      ColumnSlots slots,
      long[] nulls,
      int row) {
    int rows = header.getNum_values();
    int values = nulls.length == 0 ? rows : readLevels(content, nulls, row, rows);
    if (header.getEncoding() == Encoding.PLAIN) {
      slots.readPlain(content, row, values);
    } else {
      codes = rows > codes.length ? new int[rows] : codes;
      HybridRuns.read(content, content.readByte(), codes, 0, values);
      slots.readCodes(dictionary.orElseThrow(), codes, row, values);
    }
    if (values < rows) {
      slots.spread(row, levels, rows, values);
    }
    return rows;
  }

  /** Reads definition levels, marks nulls, answers how many rows have a value. */
  private int readLevels(ByteSource content, long[] nulls, int row, int rows) {
    levels = rows > levels.length ? new int[rows] : levels;
    int length = content.readInt();
    int start = content.skip(length);
    HybridRuns.read(new ByteSource(content.array(), start, start + length), 1, levels, 0, rows);
    int values = 0;
    for (int i = 0; i < rows; i++) {
      values += levels[i];
      if (levels[i] == 0) {
        nulls[row + i >> 6] |= 1L << row + i;
      }
    }
    return values;
  }
}
