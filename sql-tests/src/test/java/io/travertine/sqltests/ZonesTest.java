package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.sqltests.Doors.Door;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Neither the JVM's time zone nor its locale touches a value. */
class ZonesTest {

  private final TimeZone zone = TimeZone.getDefault();
  private final Locale locale = Locale.getDefault();

  @AfterEach
  void restore() {
    TimeZone.setDefault(zone);
    Locale.setDefault(locale);
  }

  @ParameterizedTest
  @CsvSource({
    "EMBEDDED, Europe/Berlin, tr-TR",
    "EMBEDDED, America/Los_Angeles, ar-EG",
    "PROTOBUF, Europe/Berlin, hi-IN-u-nu-deva",
    "PROTOBUF, America/Los_Angeles, tr-TR",
    "JSON, Asia/Kathmandu, th-TH-u-ca-buddhist",
    "JSON, America/Los_Angeles, de-DE",
  })
  void valuesComeBackAsTheyWent(Door door, String zoneName, String language)
      throws IOException, SQLException {
    TimeZone.setDefault(TimeZone.getTimeZone(zoneName));
    Locale.setDefault(Locale.forLanguageTag(language));
    // The hour that daylight saving leaves out or repeats in both zones, and the oldest date.
    LocalDateTime[] stamps = {
      LocalDateTime.of(2026, 3, 29, 2, 30),
      LocalDateTime.of(2026, 11, 1, 1, 30),
      LocalDateTime.of(1, 1, 1, 0, 0),
      LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_000_000),
    };
    try (Doors doors = Doors.inMemory();
        Connection connection = doors.connect(door);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "CREATE TABLE title (i INTEGER, d DATE, t TIME, s TIMESTAMP, n DECIMAL(8, 3))");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO TITLE VALUES (?, ?, ?, ?, ?)")) {
        for (int i = 0; i < stamps.length; i++) {
          insert.setInt(1, i);
          insert.setObject(2, stamps[i].toLocalDate());
          insert.setObject(3, stamps[i].toLocalTime());
          insert.setObject(4, stamps[i]);
          insert.setDouble(5, 1234.5);
          insert.executeUpdate();
        }
      }
      ResultSet rows = statement.executeQuery("SELECT D, T, S, N, I FROM Title ORDER BY I");
      for (LocalDateTime stamp : stamps) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getObject(1, LocalDate.class)).isEqualTo(stamp.toLocalDate());
        assertThat(rows.getObject("t", LocalTime.class)).isEqualTo(stamp.toLocalTime());
        assertThat(rows.getObject("S", LocalDateTime.class)).isEqualTo(stamp);
        assertThat(rows.getString(1)).isEqualTo(stamp.toLocalDate().toString());
        assertThat(rows.getString(3)).startsWith(stamp.toLocalDate() + " ");
        assertThat(rows.getDate(1)).isEqualTo(Date.valueOf(stamp.toLocalDate()));
        assertThat(rows.getTimestamp(3)).isEqualTo(Timestamp.valueOf(stamp));
        assertThat(rows.getTime(2)).hasToString(Time.valueOf(stamp.toLocalTime()).toString());
        assertThat(rows.getObject(3, OffsetDateTime.class).toLocalDateTime()).isEqualTo(stamp);
        assertThat(rows.getString(4)).isEqualTo("1234.500");
      }
      rows = statement.executeQuery("SELECT UPPER('title'), LOWER('TITLE')");
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("TITLE");
      assertThat(rows.getString(2)).isEqualTo("title");
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void instantsAreThoseOfTheSessionsZone(Door door) throws IOException, SQLException {
    TimeZone.setDefault(TimeZone.getTimeZone("America/Los_Angeles"));
    Instant noon = Instant.parse("2026-07-01T12:00:00Z");
    try (Doors doors = Doors.inMemory();
        Connection utc = doors.connect(door);
        Connection berlin = doors.connect(door, ";timeZone=Europe/Berlin");
        Statement statement = utc.createStatement();
        Statement reading = berlin.createStatement()) {
      statement.executeUpdate("CREATE TABLE t (s TIMESTAMP)");
      try (PreparedStatement insert = berlin.prepareStatement("INSERT INTO t VALUES (?)")) {
        insert.setObject(1, noon);
        insert.executeUpdate();
      }
      ResultSet there = reading.executeQuery("SELECT s FROM t");
      assertThat(there.next()).isTrue();
      assertThat(there.getString(1)).isEqualTo("2026-07-01 14:00:00");
      assertThat(there.getObject(1, Instant.class)).isEqualTo(noon);
      ResultSet here = statement.executeQuery("SELECT s FROM t");
      assertThat(here.next()).isTrue();
      assertThat(here.getObject(1, LocalDateTime.class))
          .isEqualTo(LocalDateTime.of(2026, 7, 1, 14, 0));
    }
  }
}
