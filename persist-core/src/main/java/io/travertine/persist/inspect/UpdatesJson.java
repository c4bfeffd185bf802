package io.travertine.persist.inspect;

import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Updates;
import io.travertine.persist.time.TimeDomain;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Updates as JSON: {@code k}, {@code v}, {@code t} and {@code d} of each. */
final class UpdatesJson {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private UpdatesJson() {}

  /** The first {@code limit} updates. */
  static Json of(TimeDomain domain, Updates updates, int limit) {
    List<Json> rows = new ArrayList<>();
    for (int row = 0; row < Math.min(limit, updates.length()); row++) {
      rows.add(
          Json.object()
              .put("k", row(updates.keys(), row))
              .put("v", row(updates.values(), row))
              .put("t", StateJson.time(domain, updates.times()[row]))
              .put("d", updates.diffs()[row])
              .build());
    }
    return Json.of(rows);
  }

  private static Json row(ColumnBatch batch, int row) {
    Json.Builder fields = Json.object();
    for (int i = 0; i < batch.schema().width(); i++) {
      Column column = batch.schema().column(i);
      Object value = RowCodec.value(column.type(), batch.column(i), row);
      fields.put(column.name(), value == null ? Json.nothing() : value(column.type(), value));
    }
    return fields.build();
  }

  private static Json value(ColumnType type, Object value) {
    return switch (type.kind()) {
      case BOOLEAN -> Json.of(((Boolean) value).booleanValue());
      case INT16, INT32, INT64 -> Json.of(((Number) value).longValue());
      case FLOAT32 -> number(value.toString(), ((Float) value).doubleValue());
      case FLOAT64 -> Json.of(((Double) value).doubleValue());
      case DECIMAL -> new Json.Literal(((BigDecimal) value).toPlainString());
      case STRING -> Json.of((String) value);
      case BYTES -> Json.of(bytes((byte[]) value));
      case DATE -> Json.of(LocalDate.ofEpochDay(((Integer) value).longValue()).toString());
      case TIME ->
          Json.of(
              LocalTime.ofNanoOfDay(((Integer) value).longValue() * NANOS_PER_MILLI).toString());
      case TIMESTAMP ->
          Json.of(
              LocalDateTime.ofInstant(Instant.ofEpochMilli((Long) value), ZoneOffset.UTC)
                  .toString());
    };
  }

  private static Json number(String written, double value) {
    return Double.isFinite(value) ? new Json.Literal(written) : Json.of(written);
  }

  /** As text where they are text, otherwise as {@code \x} and hexadecimal digits. */
  private static String bytes(byte[] value) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    } catch (CharacterCodingException binary) {
      return "\\x" + HexFormat.of().formatHex(value);
    }
  }
}
