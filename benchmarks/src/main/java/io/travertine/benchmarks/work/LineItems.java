package io.travertine.benchmarks.work;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Random;

/**
 * Rows in the shape of TPC-H's LINEITEM: 16 columns, of values as skewed as its own. Made before
 * the clock starts. Immutable.
 */
final class LineItems {

  static final String COLUMNS =
      "l_orderkey BIGINT, l_partkey BIGINT, l_suppkey INTEGER, l_linenumber INTEGER,"
          + " l_quantity DECIMAL(12, 2), l_extendedprice DECIMAL(12, 2), l_discount DECIMAL(12, 2),"
          + " l_tax DECIMAL(12, 2), l_returnflag CHAR(1), l_linestatus CHAR(1), l_shipdate DATE,"
          + " l_commitdate DATE, l_receiptdate DATE, l_shipinstruct VARCHAR(25),"
          + " l_shipmode VARCHAR(10), l_comment VARCHAR(44)";

  /** How many columns. */
  static final int WIDTH = 16;

  /** The column {@code l_partkey} is even over so many values, whatever the number of rows. */
  static final int PARTS = 10_000;

  private static final String[] INSTRUCTIONS = {
    "DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN"
  };
  private static final String[] MODES = {"REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB"};
  private static final String[] FLAGS = {"A", "N", "R"};
  private static final String[] STATUS = {"F", "O"};
  private static final String LETTERS = "the quick brown fox jumps over lazy dogs and requests ";
  private static final LocalDate FIRST = LocalDate.of(1992, 1, 2);
  private static final int DAYS = 2_500;

  private final int count;
  private final int[] parts;
  private final BigDecimal[] prices;
  private final String[] comments;
  private final Date[] dates = new Date[DAYS + 60];
  private final BigDecimal[] hundredths = new BigDecimal[11];
  private final BigDecimal[] quantities = new BigDecimal[50];

  LineItems(int count, long seed) {
    Random random = new Random(seed);
    this.count = count;
    this.parts = new int[count];
    this.prices = new BigDecimal[count];
    this.comments = new String[count];
    for (int i = 0; i < count; i++) {
      parts[i] = i % PARTS;
      prices[i] = BigDecimal.valueOf(90_000 + random.nextInt(9_000_000), 2);
      int from = random.nextInt(LETTERS.length() - 12);
      comments[i] = LETTERS.substring(from, from + 10) + " " + random.nextInt(1_000_000);
    }
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int part = parts[i];
      parts[i] = parts[j];
      parts[j] = part;
    }
    for (int i = 0; i < dates.length; i++) {
      dates[i] = Date.valueOf(FIRST.plusDays(i));
    }
    for (int i = 0; i < hundredths.length; i++) {
      hundredths[i] = BigDecimal.valueOf(i, 2);
    }
    for (int i = 0; i < quantities.length; i++) {
      quantities[i] = BigDecimal.valueOf((i + 1) * 100L, 2);
    }
  }

  int count() {
    return count;
  }

  /** Sets the {@value #WIDTH} parameters after the first {@code skipped} to row {@code i}. */
  void bind(int i, PreparedStatement insert, int skipped) throws SQLException {
    int p = skipped;
    int day = (int) (i * 7_919L % DAYS);
    insert.setLong(++p, i / 4 + 1L);
    insert.setLong(++p, parts[i]);
    insert.setInt(++p, i % 1_000);
    insert.setInt(++p, i % 4 + 1);
    insert.setBigDecimal(++p, quantities[i % 50]);
    insert.setBigDecimal(++p, prices[i]);
    insert.setBigDecimal(++p, hundredths[i % 11]);
    insert.setBigDecimal(++p, hundredths[i % 9]);
    insert.setString(++p, FLAGS[i % 3]);
    insert.setString(++p, STATUS[i % 2]);
    insert.setDate(++p, dates[day]);
    insert.setDate(++p, dates[day + 30]);
    insert.setDate(++p, dates[day + 45]);
    insert.setString(++p, INSTRUCTIONS[i % 4]);
    insert.setString(++p, MODES[i % 7]);
    insert.setString(++p, comments[i]);
  }
}
