package io.travertine.persist.internal.part;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.RandomRows;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data outlives us: what we write, others read as plain Parquet (design §1, promise 22). */
class PartInDuckDbTest {

  private static final Description ALL_TIMES =
      new Description(
          Frontier.at(0), Frontier.empty(TimeDomain.U64), Frontier.minimum(TimeDomain.U64));

  private final Path directory;

  PartInDuckDbTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private String store(Updates updates) throws IOException {
    EncodedPart part =
        PartWriter.encode(updates.keys().schema(), updates.values().schema(), updates, ALL_TIMES);
    Path file = directory.resolve("part.parquet");
    Files.write(file, part.bytes());
    return "'" + file.toString().replace("'", "''") + "'";
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    return value;
  }

  /** One column of a result as our rows have it. */
  private static @Nullable Object read(ResultSet results, int at, ColumnType type)
      throws SQLException {
    if (results.getObject(at) == null) {
      return null;
    }
    return switch (type.kind()) {
      case BOOLEAN -> results.getBoolean(at);
      case INT16 -> results.getShort(at);
      case INT32 -> results.getInt(at);
      case INT64 -> results.getLong(at);
      case FLOAT32 -> results.getFloat(at);
      case FLOAT64 -> results.getDouble(at);
      case DECIMAL -> results.getBigDecimal(at);
      case STRING -> results.getString(at);
      case BYTES -> results.getBytes(at);
      case DATE -> (int) results.getObject(at, LocalDate.class).toEpochDay();
      case TIME -> (int) (results.getObject(at, LocalTime.class).toNanoOfDay() / 1_000_000);
      case TIMESTAMP ->
          results.getObject(at, LocalDateTime.class).toInstant(ZoneOffset.UTC).toEpochMilli();
    };
  }

  @Test
  void duckDbReadsEveryTypeAndRow() throws IOException, SQLException {
    List<@Nullable Object[]> rows = SampleRows.rows(3000);
    String file = store(SampleRows.updates(SampleRows.KEY, rows));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet results =
            statement.executeQuery("select * from read_parquet(" + file + ") order by id")) {
      List<String> types = new ArrayList<>();
      for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
        types.add(
            results.getMetaData().getColumnName(i)
                + " "
                + results.getMetaData().getColumnTypeName(i));
      }
      assertThat(types)
          .containsExactly(
              "flag BOOLEAN",
              "small SMALLINT",
              "middle INTEGER",
              "large BIGINT",
              "real FLOAT",
              "double DOUBLE",
              "price DECIMAL(12,2)",
              "huge DECIMAL(38,10)",
              "text VARCHAR",
              "raw BLOB",
              "day DATE",
              "clock TIME",
              "moment TIMESTAMP",
              "id BIGINT",
              "_time BIGINT",
              "_diff BIGINT");
      int count = 0;
      while (results.next()) {
        for (int i = 0; i < SampleRows.KEY.width(); i++) {
          assertThat(plain(read(results, i + 1, SampleRows.KEY.column(i).type())))
              .as("row %s, column %s", count, SampleRows.KEY.column(i))
              .isEqualTo(plain(rows.get(count)[i]));
        }
        assertThat(results.getLong("_time")).isEqualTo(1_800_000_000_000_000L + count);
        assertThat(results.getLong("_diff")).isEqualTo(count % 2 == 0 ? 1 : -1);
        count++;
      }
      assertThat(count).isEqualTo(rows.size());
    }
  }

  /** Wrong statistics in the file would make DuckDB skip rows it should find. */
  @Test
  void duckDbFindsRowsByTheirExtremes() throws IOException, SQLException {
    Schema key = RandomRows.EVERYTHING;
    Updates updates = new RandomRows(5).updates(key, Schema.EMPTY, 400);
    int[] rows = IntStream.range(0, 400).filter(i -> updates.diffs()[i] != 0).toArray();
    Updates stored = updates.gather(rows, 0, rows.length);
    String file = store(stored);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (Column column : key.columns()) {
        if (column.type().equals(ColumnType.TIMESTAMP)) {
          continue; // DuckDB's timestamps do not reach as far as ours
        }
        String name = '"' + column.name() + '"';
        String sql =
            "with whole as materialized (select %1$s as c from read_parquet(%2$s)), "
                + "extremes as (select min(c) as low, max(c) as high from whole) "
                + "select (select count(*) from read_parquet(%2$s), extremes where %1$s >= low and %1$s <= high), "
                + "(select count(c) from whole), (select count(*) from read_parquet(%2$s) where %1$s is null)";
        try (ResultSet result =
            statement.executeQuery(String.format(Locale.ROOT, sql, name, file))) {
          assertThat(result.next()).isTrue();
          int nulls = stored.keys().column(column.id()).nulls().count();
          assertThat(result.getLong(1)).as("%s", column).isEqualTo(result.getLong(2));
          assertThat(result.getLong(2)).as("%s", column).isEqualTo(stored.length() - nulls);
          assertThat(result.getLong(3)).as("%s", column).isEqualTo(nulls);
        }
      }
    }
  }

  @Test
  void columnsWithTheSameNameStayApart() throws IOException, SQLException {
    Schema key =
        Schema.of(
            Column.required(0, "_time", ColumnType.INT64),
            Column.required(1, "A", ColumnType.INT64),
            Column.required(2, "a", ColumnType.INT64));
    List<@Nullable Object[]> rows = new ArrayList<>();
    rows.add(new @Nullable Object[] {10L, 20L, 30L});
    String file = store(SampleRows.updates(key, rows));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet results =
            statement.executeQuery(
                "select _time_2, \"A\", a_2, _diff from read_parquet(" + file + ")")) {
      assertThat(results.next()).isTrue();
      assertThat(List.of(results.getLong(1), results.getLong(2), results.getLong(3)))
          .containsExactly(10L, 20L, 30L);
    }
  }
}
