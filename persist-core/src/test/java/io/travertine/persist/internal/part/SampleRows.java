package io.travertine.persist.internal.part;

import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of every type, always the same: golden files hold them. */
final class SampleRows {

  static final Schema KEY =
      Schema.of(
          Column.optional(0, "flag", ColumnType.BOOLEAN),
          Column.optional(1, "small", ColumnType.INT16),
          Column.optional(2, "middle", ColumnType.INT32),
          Column.optional(3, "large", ColumnType.INT64),
          Column.optional(4, "real", ColumnType.FLOAT32),
          Column.optional(5, "double", ColumnType.FLOAT64),
          Column.optional(6, "price", ColumnType.decimal(12, 2)),
          Column.optional(7, "huge", ColumnType.decimal(38, 10)),
          Column.optional(8, "text", ColumnType.STRING),
          Column.optional(9, "raw", ColumnType.BYTES),
          Column.optional(10, "day", ColumnType.DATE),
          Column.optional(11, "clock", ColumnType.TIME),
          Column.optional(12, "moment", ColumnType.TIMESTAMP),
          Column.required(13, "id", ColumnType.INT64));

  private SampleRows() {}

  /** The extremes of every type, a row of nulls, and then rows with and without repetition. */
  static List<@Nullable Object[]> rows(int count) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    int noon = 12 * 3_600_000 + 345;
    rows.add(
        new @Nullable Object[] {
          true,
          (short) -32768,
          Integer.MIN_VALUE,
          Long.MIN_VALUE,
          -1.5f,
          -0.1,
          new BigDecimal("-9999999999.99"),
          new BigDecimal("-9999999999999999999999999999.9999999999"),
          "grün 日本語 😀",
          new byte[] {0, -1, 127},
          -719_162,
          0,
          -62_135_596_800_000L,
          0L
        });
    rows.add(
        new @Nullable Object[] {
          false,
          (short) 32767,
          Integer.MAX_VALUE,
          Long.MAX_VALUE,
          Float.MAX_VALUE,
          1e300,
          new BigDecimal("0.01"),
          new BigDecimal("12345678901234567890.0000000001"),
          "",
          new byte[0],
          20_000,
          noon,
          1_800_000_000_123L,
          1L
        });
    rows.add(
        new @Nullable Object[] {
          null, null, null, null, null, null, null, null, null, null, null, null, null, 2L
        });
    for (long id = 3; id < count; id++) {
      boolean repeats = id % 2 == 0;
      rows.add(
          new @Nullable Object[] {
            id % 3 == 0,
            (short) (id % 7),
            repeats ? 5 : (int) id,
            id * 1_000_003,
            id / 4f,
            id / 8d,
            BigDecimal.valueOf(-id, 2),
            BigDecimal.valueOf(id, 10),
            id % 5 == 0 ? null : "row " + id % 11,
            ("" + id).getBytes(StandardCharsets.UTF_8),
            (int) id,
            (int) id * 1000 + 7,
            id * 86_399_999,
            id
          });
    }
    return rows;
  }

  static Updates updates(Schema key, List<@Nullable Object[]> rows) {
    UpdatesBuilder builder = new UpdatesBuilder(key, Schema.EMPTY);
    for (int i = 0; i < rows.size(); i++) {
      builder.add(
          new RowCodec("row", key),
          rows.get(i),
          new RowCodec("unit", Schema.EMPTY),
          new Object[0],
          1_800_000_000_000_000L + i,
          i % 2 == 0 ? 1 : -1);
    }
    return builder.build();
  }
}
