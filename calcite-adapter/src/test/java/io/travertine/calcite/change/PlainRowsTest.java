package io.travertine.calcite.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.session.Cancellation;
import io.travertine.calcite.session.StagedChanges;
import io.travertine.calcite.type.Bind;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlType;
import io.travertine.calcite.type.Store;
import io.travertine.persist.data.Updates;
import io.travertine.persist.id.ShardId;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // javac 17 loses the nullness of an array's elements in class files
class PlainRowsTest {

  private static final ZoneId ZONE = ZoneOffset.ofHours(-7);

  private static final List<SqlType> TYPES =
      List.of(
          SqlType.parse("BOOLEAN"),
          SqlType.parse("TINYINT"),
          SqlType.parse("SMALLINT"),
          SqlType.parse("INTEGER"),
          SqlType.parse("BIGINT"),
          SqlType.parse("REAL"),
          SqlType.parse("DOUBLE"),
          SqlType.parse("DECIMAL(5, 2)"),
          SqlType.parse("DECIMAL(18, 0)"),
          SqlType.parse("DECIMAL(38, 10)"),
          SqlType.parse("CHAR(3)"),
          SqlType.parse("VARCHAR(3)"),
          SqlType.parse("VARCHAR"),
          SqlType.parse("DATE"),
          SqlType.parse("TIME"),
          SqlType.parse("TIMESTAMP"),
          SqlType.parse("VARBINARY"));

  private static final List<@Nullable Object> GIVEN =
      Arrays.asList(
          null,
          true,
          0L,
          1L,
          -129L,
          127,
          (short) 7,
          40_000L,
          86_399_999,
          86_400_000,
          1L << 40,
          Long.MIN_VALUE,
          0.0,
          -0.0,
          1.5,
          Double.NaN,
          1e300,
          2.5f,
          new BigDecimal("1.50"),
          new BigDecimal("1.5"),
          new BigDecimal("-999.99"),
          new BigDecimal("1000.00"),
          new BigDecimal("1.005"),
          new BigDecimal("0.00"),
          new BigDecimal("-7"),
          new BigDecimal("123456789012345678901234567.1234567890"),
          "",
          "a",
          "abc",
          "abc  ",
          "abcd",
          "é",
          "日本語",
          "😀",
          "\uD800",
          "12",
          "2026-11-22",
          "12:30:00",
          LocalDate.of(1969, 12, 31),
          LocalTime.of(12, 30),
          LocalDateTime.of(2026, 11, 22, 12, 30),
          new Timestamp(1_000_000_000_000L),
          Instant.ofEpochSecond(1_000_000_000L),
          new byte[] {1, 2},
          UUID.fromString("00000000-0000-0000-0000-000000000001").toString());

  private static TableDefinition table(SqlType type, boolean nullable) {
    return new TableDefinition(
        "public",
        "t",
        ShardId.parse("s00000000-0000-0000-0000-000000000001"),
        List.of(
            new ColumnDefinition(0, "fixed", SqlType.parse("INTEGER"), true),
            new ColumnDefinition(1, "given", type, nullable)),
        0);
  }

  private static Insertion insertion(TableDefinition table, Cell cell) {
    return new Insertion(
        table,
        new ValueRows(List.<Cell[]>of(new Cell[] {new Cell.Stored(7), cell}), List.of()),
        RowRules.NONE);
  }

  private static long[] stageAll(PlainRows plain, @Nullable Object given, StagedChanges changes) {
    List<@Nullable Object[]> batch = List.<@Nullable Object[]>of(new @Nullable Object[] {given});
    return plain.stageAll(batch, Cancellation.onDemand(), changes);
  }

  /** Either what is staged, or why nothing can be. */
  private static Object outcome(TableDefinition table, Consumer<StagedChanges> stage) {
    StagedChanges changes = new StagedChanges(table);
    try {
      stage.accept(changes);
      return changes.build();
    } catch (SqlFailure e) {
      return e.state() + " " + e.getMessage();
    }
  }

  @Test
  void whateverIsGivenIsStoredAsRowByRowOrRefusedAlike() {
    List<Object> stored = new ArrayList<>();
    for (SqlType type : TYPES) {
      for (boolean nullable : new boolean[] {true, false}) {
        TableDefinition table = table(type, nullable);
        PlainRows plain = PlainRows.of(insertion(table, new Cell.Parameter(0)), ZONE).orElseThrow();
        for (Object given : GIVEN) {
          Object byRow =
              outcome(
                  table,
                  changes ->
                      changes.insert(
                          new @Nullable Object[] {
                            7,
                            Store.value(
                                Bind.parameter(given, type.name(), ZONE), type, nullable, "given")
                          }));
          Object byColumn =
              outcome(
                  table, changes -> assertThat(stageAll(plain, given, changes)).containsExactly(1));
          assertThat(byColumn).as("%s for %s", given, type).isEqualTo(byRow);
          if (byColumn instanceof Updates) {
            stored.add(byColumn);
          }
        }
      }
    }
    assertThat(stored).hasSizeGreaterThan(300);
  }

  @Test
  void rowsThatHaveToBeComputedOrNumberedAreNotPlain() {
    TableDefinition table = table(SqlType.parse("BIGINT"), true);
    for (Cell cell : List.of(new Cell.Number(), new Cell.Literal(1L, SqlTypeName.BIGINT))) {
      assertThat(PlainRows.of(insertion(table, cell), ZONE)).isEmpty();
    }
    assertThat(PlainRows.of(Removal.ofEverything(table), ZONE)).isEmpty();
  }
}
