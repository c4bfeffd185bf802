package io.travertine.jdbc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Objects;
import java.util.TimeZone;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.apache.calcite.avatica.remote.TypedValue;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowTest {

  private final TimeZone before = TimeZone.getDefault();

  @AfterEach
  void restoreZone() {
    TimeZone.setDefault(before);
  }

  private static Row row(int type, String typeName, int scale, @Nullable Object raw) {
    ColumnMetaData column =
        new ColumnMetaData(
            0,
            false,
            true,
            true,
            false,
            1,
            true,
            10,
            "c",
            "c",
            "",
            38,
            scale,
            "",
            "",
            ColumnMetaData.scalar(type, typeName, Rep.OBJECT),
            true,
            false,
            false,
            "");
    Row row = new Row(List.of(column), ZoneOffset.UTC);
    row.moveTo(Arrays.asList(raw).toArray());
    return row;
  }

  private static Row timestamp(long millis) {
    return row(Types.TIMESTAMP, "TIMESTAMP(3)", 0, millis);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kathmandu"})
  void noZoneOfTheMachineShiftsAValue(String zone) throws SQLException {
    TimeZone.setDefault(TimeZone.getTimeZone(zone));
    LocalDateTime summerNight = LocalDateTime.of(2026, 7, 1, 0, 30, 0, 123_000_000);
    Row row = timestamp(WireValue.millis(summerNight));

    assertThat(row.text(0)).isEqualTo("2026-07-01 00:30:00.123");
    assertThat(row.object(0, LocalDateTime.class)).isEqualTo(summerNight);
    assertThat(row.timestamp(0, null)).isEqualTo(Timestamp.valueOf("2026-07-01 00:30:00.123"));
    assertThat(row.date(0, null)).hasToString("2026-07-01");
    assertThat(row.object(0, Instant.class)).isEqualTo("2026-07-01T00:30:00.123Z");
    assertThat(row.object(0, OffsetDateTime.class))
        .isEqualTo(OffsetDateTime.parse("2026-07-01T00:30:00.123Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Europe/Berlin", "America/Los_Angeles"})
  void veryOldDatesKeepTheirFields(String zone) throws SQLException {
    TimeZone.setDefault(TimeZone.getTimeZone(zone));
    for (LocalDate date :
        List.of(
            LocalDate.of(1, 1, 1),
            LocalDate.of(1500, 2, 28),
            LocalDate.of(1582, 10, 15),
            LocalDate.of(1893, 4, 1),
            LocalDate.of(9999, 12, 31))) {
      Row row = row(Types.DATE, "DATE", 0, (int) date.toEpochDay());

      assertThat(row.text(0)).isEqualTo(date.toString());
      assertThat(row.object(0, LocalDate.class)).isEqualTo(date);
      assertThat(row.date(0, null)).hasToString(date.toString());
      assertThat(row.object(0)).hasToString(date.toString());
      assertThat(Parameters.arrived(Parameters.of(row.date(0, null), ZoneOffset.UTC)))
          .isEqualTo(date);
    }
  }

  @Test
  void aCalendarSaysWhichInstantTheFieldsMean() throws SQLException {
    Calendar tokyo = new GregorianCalendar(TimeZone.getTimeZone("Asia/Tokyo"));
    Row row = timestamp(WireValue.millis(LocalDateTime.of(2026, 1, 1, 9, 0)));

    Timestamp midnight = Objects.requireNonNull(row.timestamp(0, tokyo));

    assertThat(midnight.toInstant()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(Parameters.arrived(Parameters.timestamp(midnight, tokyo)))
        .isEqualTo(LocalDateTime.of(2026, 1, 1, 9, 0));
  }

  @Test
  void everyDressOfAValueReadsTheSame() throws SQLException {
    byte[] bytes = {0, 10, (byte) 0xff};
    for (Object raw : List.of(new ByteString(bytes), bytes, "AAr/")) {
      Row row = row(Types.VARBINARY, "VARBINARY(10)", 0, raw);
      assertThat(row.bytes(0)).isEqualTo(bytes);
      assertThat(row.text(0)).isEqualTo("000aff");
    }
    for (Object raw : List.of(0.1f, new BigDecimal("0.1"), "0.1")) {
      assertThat(row(Types.REAL, "REAL", 0, raw).text(0)).isEqualTo("0.1");
    }
    for (Object raw : List.of(Double.NaN, "NaN")) {
      assertThat(row(Types.DOUBLE, "DOUBLE", 0, raw).text(0)).isEqualTo("NaN");
    }
    for (Object raw : List.of(new BigDecimal("1.5"), new BigDecimal("1.50"), "1.50")) {
      assertThat(row(Types.DECIMAL, "DECIMAL(10, 2)", 2, raw).text(0)).isEqualTo("1.50");
    }
    for (Object raw : List.of((short) 7, 7, 7L, new BigDecimal(7))) {
      assertThat(row(Types.SMALLINT, "SMALLINT", 0, raw).object(0)).isEqualTo(7);
    }
  }

  @Test
  void nullIsNullOrZero() throws SQLException {
    Row row = row(Types.INTEGER, "INTEGER", 0, null);

    assertThat(row.integer(0, 0, 1, "INTEGER")).isZero();
    assertThat(row.wasNull()).isTrue();
    assertThat(row.text(0)).isNull();
    assertThat(row.object(0, LocalDate.class)).isNull();
    assertThat(row.bool(0)).isFalse();
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Row wide = row(Types.BIGINT, "BIGINT", 0, 5_000_000_000L);
    assertThatThrownBy(() -> wide.integer(0, Integer.MIN_VALUE, Integer.MAX_VALUE, "INTEGER"))
        .hasMessage("5000000000 is out of range for INTEGER")
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("22003");
    Row text = row(Types.VARCHAR, "VARCHAR(10)", 0, "abc");
    assertThatThrownBy(() -> text.decimal(0))
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("22018");
    Row flag = row(Types.BOOLEAN, "BOOLEAN", 0, true);
    assertThatThrownBy(() -> flag.date(0, null))
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("07006");
  }

  @Test
  void parametersArriveAsTheyLeft() throws SQLException {
    for (Object value :
        List.of(
            true,
            "ü€😀",
            42L,
            new BigDecimal("-12345678901234567890.1234567890"),
            1.25d,
            LocalDate.of(1, 1, 1),
            LocalTime.of(23, 59, 59, 999_000_000),
            LocalDateTime.of(2026, 3, 29, 2, 30),
            LocalDateTime.of(1, 1, 1, 0, 0, 0, 1_000_000))) {
      TypedValue sent = Parameters.of(value, ZoneOffset.UTC);
      assertThat(Parameters.arrived(TypedValue.fromProto(sent.toProto()))).isEqualTo(value);
    }
    assertThat(Parameters.arrived(Parameters.of(-0.0d, ZoneOffset.UTC))).isEqualTo("-0.0");
    assertThat(Parameters.arrived(Parameters.of(0.0d, ZoneOffset.UTC))).isEqualTo(0.0d);
    assertThat(Parameters.arrived(Parameters.of(7, ZoneOffset.UTC))).isEqualTo(7L);
    assertThat(Parameters.arrived(Parameters.none())).isNull();
  }

  @Test
  void oldFashionedDatesGoInByTheirFields() throws SQLException {
    TimeZone.setDefault(TimeZone.getTimeZone("America/Los_Angeles"));
    assertThat(Parameters.arrived(Parameters.date(Date.valueOf("2026-11-01"), null)))
        .isEqualTo(LocalDate.of(2026, 11, 1));
    assertThat(
            Parameters.arrived(
                Parameters.timestamp(Timestamp.valueOf("2026-11-01 01:30:00.5"), null)))
        .isEqualTo(LocalDateTime.of(2026, 11, 1, 1, 30, 0, 500_000_000));
    assertThat(Parameters.arrived(Parameters.time(java.sql.Time.valueOf("13:14:15"), null)))
        .isEqualTo(LocalTime.of(13, 14, 15));
  }

  @Test
  void bytesTravelBothWays() throws SQLException {
    TypedValue sent = Parameters.of(new byte[] {1, 2, 3}, ZoneOffset.UTC);

    assertThat(Parameters.arrived(TypedValue.fromProto(sent.toProto())))
        .isEqualTo(new ByteString(new byte[] {1, 2, 3}));
  }
}
