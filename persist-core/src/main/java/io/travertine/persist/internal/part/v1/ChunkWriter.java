package io.travertine.persist.internal.part.v1;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.travertine.persist.data.BytesVector;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.NullMask;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/** Writes one column as a Parquet column chunk. Not thread-safe. */
final class ChunkWriter {

  private static final int PAGE_ROWS = 1 << 16;
  private static final long PAGE_BYTES = 1 << 20;

  /** Compression that saves less than a twentieth is not worth undoing at every read. */
  private static final double WORTHWHILE = 0.95;

  private final ZstdCompressCtx zstd;
  private final ByteSink raw = new ByteSink();
  private final ByteSink packed = new ByteSink();
  private final List<PageSpan> pages = new ArrayList<>();

  /** One page: its header (sizes still to come) and where its bytes lie in both sinks. */
  private record PageSpan(PageHeader header, int rawEnd, int packedEnd) {}

  ChunkWriter(ZstdCompressCtx zstd) {
    this.zstd = zstd;
  }

  /** Appends the pages of a column to {@code file} and describes them. */
  ColumnMetaData write(ParquetColumn column, ColumnVector vector, ByteSink file)
      throws IOException {
    raw.clear();
    packed.clear();
    pages.clear();
    ColumnVector dense = dense(vector);
    Optional<CodedColumn> coded = CodedColumn.of(dense);
    if (coded.isPresent()) {
      writeDictionary(dense, coded.get());
    }
    writeData(column, vector, dense, coded);
    return append(column, vector.length(), coded.isPresent(), file);
  }

  private static ColumnVector dense(ColumnVector vector) {
    NullMask nulls = vector.nulls();
    if (!nulls.any()) {
      return vector;
    }
    int[] rows = new int[vector.length() - nulls.count()];
    int count = 0;
    for (int row = 0; row < vector.length(); row++) {
      if (!nulls.isNull(row)) {
        rows[count++] = row;
      }
    }
    return vector.gather(rows, 0, count);
  }

  private void writeDictionary(ColumnVector dense, CodedColumn coded) {
    int entries = coded.firstRows().length;
    ColumnVector dictionary = dense.gather(coded.firstRows(), 0, entries);
    PlainValues.write(dictionary, 0, entries, raw);
    PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, 0, 0);
    header.setDictionary_page_header(new DictionaryPageHeader(entries, Encoding.PLAIN));
    endPage(header);
  }

  private void writeData(
      ParquetColumn column, ColumnVector vector, ColumnVector dense, Optional<CodedColumn> coded) {
    NullMask nulls = vector.nulls();
    if (coded.isEmpty()) {
      raw.expect(PlainValues.bytes(dense));
    }
    int rowsPerPage = coded.isPresent() ? PAGE_ROWS : rowsPerPage(dense);
    int denseFrom = 0;
    for (int from = 0; from < vector.length(); from += rowsPerPage) {
      int to = Math.min(vector.length(), from + rowsPerPage);
      int denseTo = denseFrom + to - from;
      if (column.isOptional()) {
        denseTo -= writeLevels(nulls, from, to);
      }
      if (coded.isPresent()) {
        int width = HybridRuns.bitWidth(coded.get().firstRows().length - 1);
        raw.putByte(width);
        HybridRuns.write(coded.get().codes(), denseFrom, denseTo, width, raw);
      } else {
        PlainValues.write(dense, denseFrom, denseTo, raw);
      }
      Encoding encoding = coded.isPresent() ? Encoding.RLE_DICTIONARY : Encoding.PLAIN;
      PageHeader header = new PageHeader(PageType.DATA_PAGE, 0, 0);
      header.setData_page_header(
          new DataPageHeader(to - from, encoding, Encoding.RLE, Encoding.RLE));
      endPage(header);
      denseFrom = denseTo;
    }
  }

  private static int rowsPerPage(ColumnVector dense) {
    if (dense instanceof BytesVector && dense.length() > 0) {
      long rows = PAGE_BYTES * dense.length() / PlainValues.bytes(dense);
      return (int) Math.max(1, Math.min(PAGE_ROWS, rows));
    }
    return PAGE_ROWS;
  }

  /** Writes definition levels, preceded by their length; answers how many rows are null. */
  private int writeLevels(NullMask nulls, int from, int to) {
    int[] levels = new int[to - from];
    int absent = 0;
    for (int i = 0; i < levels.length; i++) {
      levels[i] = nulls.isNull(from + i) ? 0 : 1;
      absent += 1 - levels[i];
    }
    int lengthAt = raw.reserve(Integer.BYTES);
    HybridRuns.write(levels, 0, levels.length, 1, raw);
    raw.putIntAt(lengthAt, raw.size() - lengthAt - Integer.BYTES);
    return absent;
  }

  private void endPage(PageHeader header) {
    int rawStart = pages.isEmpty() ? 0 : pages.get(pages.size() - 1).rawEnd();
    int length = raw.size() - rawStart;
    int bound = (int) Zstd.compressBound(length);
    int start = packed.reserve(bound);
    int size = zstd.compressByteArray(packed.array(), start, bound, raw.array(), rawStart, length);
    packed.truncate(start + size);
    pages.add(new PageSpan(header, raw.size(), packed.size()));
  }

  private ColumnMetaData append(ParquetColumn column, int rows, boolean coded, ByteSink file)
      throws IOException {
    boolean compressed = packed.size() < raw.size() * WORTHWHILE;
    ByteSink content = compressed ? packed : raw;
    file.expect(content.size());
    int start = file.size();
    long uncompressedBytes = 0;
    int dataStart = start;
    PageSpan last = new PageSpan(new PageHeader(), 0, 0);
    for (PageSpan page : pages) {
      if (page == pages.get(coded ? 1 : 0)) {
        dataStart = file.size();
      }
      int from = compressed ? last.packedEnd() : last.rawEnd();
      int to = compressed ? page.packedEnd() : page.rawEnd();
      page.header().setUncompressed_page_size(page.rawEnd() - last.rawEnd());
      page.header().setCompressed_page_size(to - from);
      ByteArrayOutputStream header = new ByteArrayOutputStream();
      Util.writePageHeader(page.header(), header);
      uncompressedBytes += header.size() + page.rawEnd() - last.rawEnd();
      file.putBytes(header.toByteArray(), 0, header.size());
      file.putBytes(content.array(), from, to);
      last = page;
    }
    ColumnMetaData metadata =
        new ColumnMetaData(
            column.physicalType(),
            coded
                ? List.of(Encoding.PLAIN, Encoding.RLE, Encoding.RLE_DICTIONARY)
                : List.of(Encoding.PLAIN, Encoding.RLE),
            List.of(column.name()),
            compressed ? CompressionCodec.ZSTD : CompressionCodec.UNCOMPRESSED,
            rows,
            uncompressedBytes,
            file.size() - start,
            dataStart);
    if (coded) {
      metadata.setDictionary_page_offset(start);
    }
    return metadata;
  }
}
