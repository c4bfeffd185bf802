package io.travertine.calcite.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BindTest {

  private static final ZoneId UTC = ZoneOffset.UTC;

  private static @Nullable Object bind(Object value, SqlTypeName type) {
    return Bind.parameter(value, type, UTC);
  }

  private static void refuses(Object value, SqlTypeName type, String sqlState) {
    assertThatThrownBy(() -> bind(value, type))
        .isInstanceOfSatisfying(
            SqlFailure.class, failure -> assertThat(failure.sqlState()).isEqualTo(sqlState));
  }

  @Test
  void toolsMaySendNumbersAsTextOrAsWiderNumbers() {
    assertThat(bind("42", SqlTypeName.INTEGER)).isEqualTo(42);
    assertThat(bind(42L, SqlTypeName.INTEGER)).isEqualTo(42);
    assertThat(bind(new BigDecimal("42"), SqlTypeName.BIGINT)).isEqualTo(42L);
    assertThat(bind(" 1.5 ", SqlTypeName.DOUBLE)).isEqualTo(1.5);
    assertThat(bind(7, SqlTypeName.DECIMAL)).isEqualTo(new BigDecimal("7"));
  }

  @Test
  void aValueThatDoesNotFitIsRefusedNotWrapped() {
    refuses(5_000_000_000L, SqlTypeName.INTEGER, "22003");
    refuses("forty", SqlTypeName.INTEGER, "22018");
    refuses("2024-02-30", SqlTypeName.DATE, "22007");
    refuses(LocalDate.EPOCH, SqlTypeName.INTEGER, "42804");
    refuses(LocalDate.MAX, SqlTypeName.DATE, "22008");
    refuses("+9999999-01-01", SqlTypeName.DATE, "22008");
    refuses(LocalDateTime.of(9_999_999, 1, 1, 0, 0), SqlTypeName.DATE, "22008");
    refuses(LocalDateTime.MAX, SqlTypeName.TIMESTAMP, "22008");
    refuses(Instant.MIN, SqlTypeName.TIMESTAMP, "22008");
    refuses(Instant.MAX, SqlTypeName.ANY, "22008");
    refuses(new BigDecimal("1E+400"), SqlTypeName.DOUBLE, "22003");
    refuses("-1E+400", SqlTypeName.DOUBLE, "22003");
    assertThat(bind(Double.POSITIVE_INFINITY, SqlTypeName.DOUBLE))
        .isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void textAndBytesAreUtf8OfEachOtherOrRefused() {
    byte[] euro = {(byte) 0xe2, (byte) 0x82, (byte) 0xac};
    assertThat(bind(euro, SqlTypeName.VARCHAR)).isEqualTo("\u20ac");
    assertThat(bind("\u20ac", SqlTypeName.VARBINARY)).isEqualTo(new ByteString(euro));
    assertThat(bind("", SqlTypeName.VARBINARY)).isEqualTo(new ByteString(new byte[0]));
    refuses(new byte[] {1, -1}, SqlTypeName.VARCHAR, "22021");
    refuses(new ByteString(new byte[] {(byte) 0xe2}), SqlTypeName.CHAR, "22021");
    refuses("half \ud83d", SqlTypeName.VARBINARY, "22021");
  }

  @Test
  void datesAndTimesOfEitherGenerationMeanTheSame() {
    assertThat(bind(LocalDate.of(1, 1, 1), SqlTypeName.DATE)).isEqualTo(-719162);
    assertThat(bind("0001-01-01", SqlTypeName.DATE)).isEqualTo(-719162);
    assertThat(bind(java.sql.Date.valueOf("2024-03-10"), SqlTypeName.DATE))
        .isEqualTo((int) LocalDate.of(2024, 3, 10).toEpochDay());
    assertThat(bind(LocalTime.of(1, 2, 3, 4_000_000), SqlTypeName.TIME)).isEqualTo(3_723_004);
    assertThat(bind("01:02:03.004", SqlTypeName.TIME)).isEqualTo(3_723_004);
    assertThat(bind(Timestamp.valueOf("2024-03-10 02:30:00.5"), SqlTypeName.TIMESTAMP))
        .isEqualTo(
            LocalDateTime.of(2024, 3, 10, 2, 30).toInstant(ZoneOffset.UTC).toEpochMilli() + 500);
    assertThat(bind("2024-03-10 02:30:00.5", SqlTypeName.TIMESTAMP))
        .isEqualTo(
            bind(LocalDateTime.of(2024, 3, 10, 2, 30, 0, 500_000_000), SqlTypeName.TIMESTAMP));
  }

  @Test
  void anInstantIsReadInTheSessionsZone() {
    Instant instant = Instant.parse("2024-07-01T12:00:00Z");
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    long local = LocalDateTime.of(2024, 7, 1, 14, 0).toInstant(ZoneOffset.UTC).toEpochMilli();
    assertThat(Bind.parameter(instant, SqlTypeName.TIMESTAMP, berlin)).isEqualTo(local);
    assertThat(
            Bind.parameter(
                OffsetDateTime.ofInstant(instant, ZoneOffset.ofHours(-5)),
                SqlTypeName.TIMESTAMP,
                berlin))
        .isEqualTo(local);
  }

  @Test
  void whatIsNoNumberIsNoTruthEither() {
    assertThat(bind(0.5, SqlTypeName.BOOLEAN)).isEqualTo(true);
    assertThatThrownBy(() -> bind(Double.NaN, SqlTypeName.BOOLEAN))
        .isInstanceOf(SqlFailure.class)
        .hasMessageContaining("out of range for BOOLEAN");
  }

  @Test
  void bytesAndOpenTypesKeepTheirMeaning() {
    assertThat(bind(new byte[] {1}, SqlTypeName.VARBINARY))
        .isEqualTo(new ByteString(new byte[] {1}));
    assertThat(bind(LocalDate.EPOCH.plusDays(3), SqlTypeName.ANY)).isEqualTo(3);
    assertThat(bind("text", SqlTypeName.ANY)).isEqualTo("text");
    assertThat(Bind.parameter(null, SqlTypeName.INTEGER, UTC)).isNull();
  }
}
