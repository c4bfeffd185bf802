package io.travertine.persist.internal.part.v1;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.travertine.persist.data.BytesVector;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.NullMask;
import io.travertine.persist.internal.part.Crew;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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

/** Writes columns as Parquet column chunks. Not thread-safe. */
final class ChunkWriter implements Crew.Hand<Chunk> {

  /** About what a page needs besides its content. */
  private static final int HEADER_BYTES = 64;

  private static final int PAGE_ROWS = 1 << 16;
  private static final long PAGE_BYTES = 1 << 20;

  /** Compression that saves less than a twentieth is not worth undoing at every read. */
  private static final double WORTHWHILE = 0.95;

  private final List<ParquetColumn> columns;
  private final List<ColumnVector> vectors;
  private final ZstdCompressCtx zstd;
  private final ByteSink raw = new ByteSink();
  private final ByteSink packed = new ByteSink();
  private final List<PageSpan> pages = new ArrayList<>();

  /** One page: its header (sizes still to come) and where its bytes lie in both sinks. */
  private record PageSpan(PageHeader header, int rawEnd, int packedEnd) {}

  /**
   * Writes some columns of the same number of rows.
   *
   * @param zstdLevel how hard to compress, 1 to 22
   */
  ChunkWriter(List<ParquetColumn> columns, List<ColumnVector> vectors, int zstdLevel) {
    this.columns = columns;
    this.vectors = vectors;
    this.zstd = new ZstdCompressCtx();
    zstd.setLevel(zstdLevel);
  }

  @Override
  public void close() {
    zstd.close();
  }

  /** Writes a column. */
  @Override
  public Chunk work(int piece) {
    return write(columns.get(piece), vectors.get(piece));
  }

  private Chunk write(ParquetColumn column, ColumnVector vector) {
    raw.clear();
    packed.clear();
    pages.clear();
    boolean absent = vector.nulls().any();
    int[] present = absent ? present(vector) : new int[0];
    ColumnVector dense = absent ? vector.gather(present, 0, present.length) : vector;
    Optional<CodedColumn> coded = CodedColumn.of(dense);
    if (coded.isPresent()) {
      writeDictionary(dense, coded.get());
    }
    writeData(column, vector, dense, coded);
    Optional<Extremes> extremes =
        coded.map(some -> Extremes.among(dense, some.firstRows())).or(() -> Extremes.of(dense));
    return chunk(
        column,
        vector,
        coded.isPresent(),
        extremes.map(found -> absent ? found.of(present) : found));
  }

  /** The rows that are not null. */
  private static int[] present(ColumnVector vector) {
    NullMask nulls = vector.nulls();
    int[] rows = new int[vector.length() - nulls.count()];
    int count = 0;
    for (int row = 0; row < vector.length(); row++) {
      if (!nulls.isNull(row)) {
        rows[count++] = row;
      }
    }
    return rows;
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
    if (!nulls.any()) {
      int at = raw.reserve(Integer.BYTES);
      raw.putVarint((to - from) << 1);
      raw.putByte(1);
      raw.putIntAt(at, raw.size() - at - Integer.BYTES);
      return 0;
    }
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

  private Chunk chunk(
      ParquetColumn column, ColumnVector vector, boolean coded, Optional<Extremes> extremes) {
    boolean compressed = packed.size() < raw.size() * WORTHWHILE;
    ByteSink content = compressed ? packed : raw;
    ByteSink chunk = new ByteSink();
    chunk.expect(content.size() + HEADER_BYTES * pages.size());
    long uncompressedBytes = 0;
    int dataStart = 0;
    PageSpan last = new PageSpan(new PageHeader(), 0, 0);
    for (PageSpan page : pages) {
      if (page == pages.get(coded ? 1 : 0)) {
        dataStart = chunk.size();
      }
      int from = compressed ? last.packedEnd() : last.rawEnd();
      int to = compressed ? page.packedEnd() : page.rawEnd();
      page.header().setUncompressed_page_size(page.rawEnd() - last.rawEnd());
      page.header().setCompressed_page_size(to - from);
      byte[] header = bytes(page.header());
      uncompressedBytes += header.length + page.rawEnd() - last.rawEnd();
      chunk.putBytes(header, 0, header.length);
      chunk.putBytes(content.array(), from, to);
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
            vector.length(),
            uncompressedBytes,
            chunk.size(),
            dataStart);
    if (coded) {
      metadata.setDictionary_page_offset(0);
    }
    metadata.setStatistics(ChunkStatistics.of(vector, extremes));
    return new Chunk(chunk.toArray(), metadata, extremes);
  }

  private static byte[] bytes(PageHeader header) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(HEADER_BYTES);
    try {
      Util.writePageHeader(header, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }
}
