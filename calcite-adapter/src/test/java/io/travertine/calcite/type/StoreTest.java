package io.travertine.calcite.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StoreTest {

  private static @Nullable Object store(Object value, String type) {
    return Store.value(value, SqlType.parse(type), true, "c");
  }

  private static void refuses(Object value, String type, SqlState state) {
    assertThatThrownBy(() -> store(value, type))
        .isInstanceOfSatisfying(
            SqlFailure.class, failure -> assertThat(failure.state()).isEqualTo(state))
        .hasMessageContaining("\"c\"");
  }

  @Test
  void nullEntersOnlyNullableColumns() {
    assertThat(Store.value(null, SqlType.parse("INTEGER"), true, "c")).isNull();
    assertThatThrownBy(() -> Store.value(null, SqlType.parse("INTEGER"), false, "c"))
        .isInstanceOfSatisfying(
            SqlFailure.class, failure -> assertThat(failure.sqlState()).isEqualTo("23502"));
  }

  @Test
  void wholeNumbersAreCheckedAgainstTheirRangeNotWrapped() {
    assertThat(store(5L, "INTEGER")).isEqualTo(5);
    assertThat(store(7, "SMALLINT")).isEqualTo((short) 7);
    assertThat(store(7, "BIGINT")).isEqualTo(7L);
    refuses(5_000_000_000L, "INTEGER", SqlState.NUMERIC_OUT_OF_RANGE);
    refuses(128, "TINYINT", SqlState.NUMERIC_OUT_OF_RANGE);
    refuses(32_768, "SMALLINT", SqlState.NUMERIC_OUT_OF_RANGE);
    refuses(new BigDecimal("9223372036854775808"), "BIGINT", SqlState.NUMERIC_OUT_OF_RANGE);
    refuses(Double.NaN, "BIGINT", SqlState.NUMERIC_OUT_OF_RANGE);
  }

  @Test
  void fractionsRoundHalfUpIntoWholeNumbersAndDecimals() {
    assertThat(store(new BigDecimal("2.5"), "INTEGER")).isEqualTo(3);
    assertThat(store(new BigDecimal("-2.5"), "INTEGER")).isEqualTo(-3);
    assertThat(store(new BigDecimal("1.005"), "DECIMAL(10, 2)")).isEqualTo(new BigDecimal("1.01"));
    assertThat(store(1, "DECIMAL(10, 2)")).isEqualTo(new BigDecimal("1.00"));
  }

  @Test
  void decimalsMayNotLoseDigitsInFrontOfThePoint() {
    assertThat(store(new BigDecimal("99.99"), "DECIMAL(4, 2)")).isEqualTo(new BigDecimal("99.99"));
    refuses(new BigDecimal("99.995"), "DECIMAL(4, 2)", SqlState.NUMERIC_OUT_OF_RANGE);
    refuses(100, "DECIMAL(4, 2)", SqlState.NUMERIC_OUT_OF_RANGE);
  }

  @Test
  void aDecimalInADoubleColumnBecomesADouble() {
    assertThat(store(new BigDecimal("1.5"), "DOUBLE")).isEqualTo(1.5);
    assertThat(store(1.5, "REAL")).isEqualTo(1.5f);
    refuses(1e300, "REAL", SqlState.NUMERIC_OUT_OF_RANGE);
    refuses(new BigDecimal("1e400"), "DOUBLE", SqlState.NUMERIC_OUT_OF_RANGE);
  }

  @Test
  void textIsCountedInCodePointsAndNeverCutSilently() {
    assertThat(store("日本語", "VARCHAR(3)")).isEqualTo("日本語");
    assertThat(store("😀", "VARCHAR(1)")).isEqualTo("😀");
    assertThat(store("ab  ", "VARCHAR(3)")).isEqualTo("ab ");
    assertThat(store("ab", "CHAR(4)")).isEqualTo("ab  ");
    refuses("half \ud83d", "VARCHAR", SqlState.NOT_A_CHARACTER);
    refuses("\ude00 half", "VARCHAR", SqlState.NOT_A_CHARACTER);
    refuses("abcd", "VARCHAR(3)", SqlState.STRING_TOO_LONG);
    refuses(12, "VARCHAR", SqlState.DATATYPE_MISMATCH);
  }

  @Test
  void bytesAndTruthsKeepTheirClass() {
    assertThat(store(new ByteString(new byte[] {1, 2}), "VARBINARY")).isEqualTo(new byte[] {1, 2});
    assertThat(store(true, "BOOLEAN")).isEqualTo(true);
    refuses(new ByteString(new byte[3]), "VARBINARY(2)", SqlState.STRING_TOO_LONG);
    refuses(1, "BOOLEAN", SqlState.DATATYPE_MISMATCH);
  }

  @Test
  void everyTypeReadsBackWhatItPrints() {
    for (String text :
        new String[] {
          "BOOLEAN",
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "REAL",
          "DOUBLE",
          "DECIMAL(38, 38)",
          "CHAR(7)",
          "VARCHAR",
          "VARCHAR(20)",
          "DATE",
          "TIME",
          "TIMESTAMP",
          "VARBINARY",
          "VARBINARY(9)"
        }) {
      assertThat(SqlType.parse(text)).hasToString(text);
      assertThat(SqlType.of(SqlType.parse(text).relType(new TravertineTypeFactory(), true)))
          .isEqualTo(SqlType.parse(text));
    }
  }

  @Test
  void floatIsADoubleAndTypesWithoutStorageAreRefused() {
    TravertineTypeFactory factory = new TravertineTypeFactory();
    assertThat(SqlType.of(factory.createSqlType(SqlTypeName.FLOAT))).hasToString("DOUBLE");
    assertThatThrownBy(() -> SqlType.of(factory.createSqlType(SqlTypeName.ANY)))
        .isInstanceOfSatisfying(
            SqlFailure.class, failure -> assertThat(failure.sqlState()).isEqualTo("0A000"));
  }
}
