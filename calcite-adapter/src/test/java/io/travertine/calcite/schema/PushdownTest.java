package io.travertine.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a scan decides by itself, with the parts it skips by their statistics, is what generated
 * code would have decided.
 */
class PushdownTest {

  private static final int BATCHES = 6;
  private static final int ROWS_PER_BATCH = 400;
  private static final int CONDITIONS = 120;

  private static final String[] TEXTS = {
    "", "a", "ab", "b", "é", "z", "\uD83D\uDE00", "\uE000x", "\uFFFD"
  };
  private static final String[] DECIMALS = {
    "-99999.99", "-1.50", "0.00", "0.01", "1.50", "1.51", "42.00", "99999.99"
  };
  private static final String[] COLUMNS = {
    "i", "l", "d", "w", "f", "s", "c", "b", "dt", "ts", "sm"
  };

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void agreesWithGeneratedCode(long seed) {
    Random random = new Random(seed);
    try (TestDatabase db = TestDatabase.create()) {
      db.run(
          "create table t (i int, l bigint, d decimal(10, 2), w decimal(30, 5), f double, s varchar, c char(3), b boolean,"
              + " dt date, ts timestamp, sm smallint)");
      for (int batch = 0; batch < BATCHES; batch++) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < ROWS_PER_BATCH; row++) {
          int base = batch * 20;
          rows.add(
              List.of(COLUMNS).stream()
                  .map(column -> random.nextInt(8) == 0 ? "null" : literal(random, column, base))
                  .collect(Collectors.joining(", ", "(", ")")));
        }
        db.run("insert into t values " + String.join(", ", rows));
      }
      db.run("delete from t where i < 10 and b");
      for (int n = 0; n < CONDITIONS; n++) {
        String condition = condition(random);
        Object pushed = db.value("select count(*) from t where " + condition);
        Object computed =
            db.value(
                "select count(*) from (select case when "
                    + condition
                    + " then 1 else 0 end as h from t) as x where h + 0 = 1");
        assertThat(pushed).as("seed %d: %s", seed, condition).isEqualTo(computed);
      }
    }
  }

  private static String condition(Random random) {
    int terms = 1 + random.nextInt(3);
    List<String> parts = new ArrayList<>();
    for (int term = 0; term < terms; term++) {
      parts.add(term(random, COLUMNS[random.nextInt(COLUMNS.length)]));
    }
    return String.join(random.nextInt(4) == 0 ? " or " : " and ", parts);
  }

  private static String term(Random random, String column) {
    int base = random.nextInt(BATCHES) * 20;
    String value = literal(random, column, base);
    String[] operators = {"=", "<>", "<", "<=", ">", ">="};
    return switch (random.nextInt(7)) {
      case 0 -> column + " is null";
      case 1 -> column + " is not null";
      case 2 -> column + " in (" + value + ", " + literal(random, column, base) + ")";
      case 3 -> column + " between " + value + " and " + literal(random, column, base + 10);
      default -> column + " " + operators[random.nextInt(operators.length)] + " " + value;
    };
  }

  private static String literal(Random random, String column, int base) {
    int number = base + random.nextInt(25);
    return switch (column) {
      case "i", "l", "sm" -> Integer.toString(number);
      case "d" -> random.nextBoolean() ? DECIMALS[random.nextInt(DECIMALS.length)] : number + ".25";
      case "w" -> number + "12345678901234567.12345";
      case "f" -> number + ".5e0";
      case "s" ->
          "'" + TEXTS[random.nextInt(TEXTS.length)] + (random.nextBoolean() ? "" : number) + "'";
      case "c" -> "'" + "abc".substring(0, random.nextInt(4)) + "'";
      case "b" -> Boolean.toString(random.nextBoolean());
      case "dt" -> "date '20" + (10 + number % 80) + "-01-01'";
      case "ts" -> "timestamp '20" + (10 + number % 80) + "-01-01 10:00:00.500'";
      default -> throw new IllegalArgumentException(column);
    };
  }
}
