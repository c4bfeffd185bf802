package io.travertine.persist.internal.part.v1;

import java.util.Optional;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;

/**
 * One column of a file, on its own.
 *
 * @param bytes its pages
 * @param metadata with positions from the beginning of {@code bytes}
 * @param extremes of the column
 */
@SuppressWarnings("ArrayRecordComponent") // handed on at once
record Chunk(byte[] bytes, ColumnMetaData metadata, Optional<Extremes> extremes) {

  /** The same as a part of a file, in which it begins at {@code start}. */
  ColumnChunk placed(int start) {
    ColumnMetaData moved = new ColumnMetaData(metadata);
    moved.setData_page_offset(start + metadata.getData_page_offset());
    if (metadata.isSetDictionary_page_offset()) {
      moved.setDictionary_page_offset(start + metadata.getDictionary_page_offset());
    }
    return new ColumnChunk(start).setMeta_data(moved);
  }
}
