package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.travertine.sqltests.Doors.Door;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Parameters that a column cannot hold are refused through every door, never bent. */
class RefusedValuesTest {

  /** A value that does not fit, and how it is refused. */
  private record Refused(String type, Object value, String sqlState) {}

  private static final List<Refused> REFUSED =
      List.of(
          new Refused("DATE", "+9999999-01-01", "22008"),
          new Refused("DATE", LocalDate.MAX, "22008"),
          new Refused("DATE", new Date(Long.MAX_VALUE), "22008"),
          new Refused("DATE", LocalDateTime.MAX, "22008"),
          new Refused("DATE", LocalDateTime.of(9_999_999, 1, 1, 0, 0), "22008"),
          new Refused("TIMESTAMP", LocalDateTime.MAX, "22008"),
          new Refused("TIMESTAMP", LocalDateTime.MIN, "22008"),
          new Refused("TIMESTAMP", OffsetDateTime.MAX, "22008"),
          new Refused("TIMESTAMP", Instant.MAX, "22008"),
          new Refused("TIMESTAMP", "+999999999-12-31 23:59:59", "22008"),
          new Refused("TIMESTAMP", "2024-02-30 00:00:00", "22007"),
          new Refused("DOUBLE", new BigDecimal("1E+400"), "22003"),
          new Refused("DOUBLE", "-1E+400", "22003"),
          new Refused("REAL", new BigDecimal("1E+400"), "22003"),
          new Refused("VARCHAR", new byte[] {1, -1}, "22021"),
          new Refused("VARCHAR", "half \ud83d", "22021"),
          new Refused("VARBINARY", "\ude00 half", "22021"));

  private static Doors doors;

  @BeforeAll
  static void open() throws Exception {
    doors = Doors.inMemory();
  }

  @AfterAll
  static void close() {
    doors.close();
  }

  private static boolean isEmpty(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT c FROM refused")) {
      return !rows.next();
    }
  }

  private static void create(Connection connection, String type) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS refused");
      statement.execute("CREATE TABLE refused (c " + type + ")");
    }
  }

  @ParameterizedTest
  @EnumSource
  void byStatementsAndBatches(Door door) throws SQLException {
    try (Connection connection = doors.connect(door)) {
      for (Refused each : REFUSED) {
        create(connection, each.type());
        for (boolean batch : new boolean[] {false, true}) {
          try (PreparedStatement insert =
              connection.prepareStatement("INSERT INTO refused VALUES (?)")) {
            SQLException failure =
                catchThrowableOfType(
                    SQLException.class,
                    () -> {
                      insert.setObject(1, each.value());
                      insert.addBatch();
                      if (batch) {
                        insert.executeBatch();
                      } else {
                        insert.executeUpdate();
                      }
                    });
            assertThat(isEmpty(connection)).as(each + ", batch " + batch).isTrue();
            assertThat((Object) failure).as(each + ", batch " + batch).isNotNull();
            assertThat(failure.getSQLState()).as(failure.getMessage()).isEqualTo(each.sqlState());
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void butWhatFitsBarelyIsKept(Door door) throws SQLException {
    LocalDate lastDay = LocalDate.ofEpochDay(Integer.MAX_VALUE);
    LocalDateTime late = LocalDate.of(292_278_993, 12, 31).atTime(LocalTime.NOON);
    try (Connection connection = doors.connect(door)) {
      keeps(connection, "DATE", lastDay, lastDay.toString());
      keeps(connection, "TIMESTAMP", late, "+292278993-12-31 12:00:00");
      keeps(connection, "DOUBLE", new BigDecimal("1E+300"), "1.0E300");
      keeps(connection, "DOUBLE", Double.NEGATIVE_INFINITY, "-Infinity");
      keeps(connection, "VARCHAR", new byte[] {(byte) 0xe2, (byte) 0x82, (byte) 0xac}, "\u20ac");
      keeps(connection, "VARCHAR", "\ud83d\ude00", "\ud83d\ude00");
    }
  }

  private static void keeps(Connection connection, String type, Object value, String text)
      throws SQLException {
    create(connection, type);
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO refused VALUES (?)")) {
      insert.setObject(1, value);
      insert.executeUpdate();
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT c FROM refused")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo(text);
    }
  }
}
