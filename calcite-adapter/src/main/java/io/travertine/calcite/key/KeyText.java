package io.travertine.calcite.key;

import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.RowCodec;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Values of keys in messages, as SQL writes them. */
final class KeyText {

  /** What is longer is cut. */
  private static final int CHARACTERS_MAX = 80;

  private KeyText() {}

  static String of(ColumnType type, ColumnVector column, int row) {
    @Nullable Object value = RowCodec.value(type, column, row);
    return value == null ? "NULL" : of(type, value);
  }

  private static String of(ColumnType type, Object value) {
    return switch (type.kind()) {
      case STRING -> "'" + cut((String) value).replace("'", "''") + "'";
      case BYTES -> "x'" + cut(HexFormat.of().formatHex((byte[]) value)) + "'";
      case DECIMAL -> ((BigDecimal) value).toPlainString();
      case DATE -> LocalDate.ofEpochDay((Integer) value).toString();
      case TIME -> LocalTime.ofNanoOfDay(1_000_000L * (Integer) value).toString();
      case TIMESTAMP -> timestamp((Long) value).toString().replace('T', ' ');
      default -> value.toString();
    };
  }

  private static LocalDateTime timestamp(long millis) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(millis, 1_000L),
        1_000_000 * (int) Math.floorMod(millis, 1_000L),
        ZoneOffset.UTC);
  }

  private static String cut(String text) {
    if (text.codePointCount(0, text.length()) <= CHARACTERS_MAX) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, CHARACTERS_MAX)) + "...";
  }
}
