package io.travertine.calcite.plan;

import io.travertine.calcite.exec.Code;
import io.travertine.calcite.session.Cancellation;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.Instants;
import io.travertine.calcite.session.OpenTables;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.type.Bind;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.persist.time.Clock;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/** What stands after AS OF, as a time of the database (design §3). Thread-safe. */
public final class AsOfTimes {

  private static final long MICROS_PER_MILLI = 1_000L;
  private static final int MILLIS_DIGITS = 3;
  private static final long MILLIS_PER_DAY = 86_400_000L;

  private final StatementPlanner planner;
  private final Constants constants;
  private final OpenTables tables;
  private final Clock clock;

  public AsOfTimes(StatementPlanner planner, Constants constants, OpenTables tables, Clock clock) {
    this.planner = planner;
    this.constants = constants;
    this.tables = tables;
    this.clock = clock;
  }

  /**
   * Whether the time depends on a parameter, so that it is not known before the statement is
   * executed.
   */
  public static boolean isOpen(SqlNode time) {
    boolean[] found = new boolean[1];
    time.accept(
        new org.apache.calcite.sql.util.SqlBasicVisitor<Void>() {
          @Override
          @SuppressWarnings("NullAway") // Void
          public Void visit(SqlDynamicParam parameter) {
            found[0] = true;
            return null;
          }
        });
    return found[0];
  }

  /**
   * The time that an expression means: a number is a time of the database, in microseconds since
   * the epoch; a TIMESTAMP is everything up to and including its millisecond, in the session's
   * zone; text is either.
   *
   * @param parameters as JDBC's setters brought them
   * @param now microseconds since the epoch
   * @throws SqlFailure 22023 if it is NULL, negative or in the future, 42804 if it is no time
   */
  public long evaluate(
      SqlNode time,
      @Nullable Object[] parameters,
      Catalogs catalogs,
      SessionState session,
      Cancellation cancellation,
      long now) {
    if (time instanceof SqlDynamicParam parameter) {
      Object given = parameters[parameter.getIndex()];
      return given == null ? ofNull() : ofParameter(given, session.timeZone(), now);
    }
    Optional<SqlLiterals.Literal> literal = SqlLiterals.of(time);
    if (literal.isPresent()) {
      return of(literal.get().value(), literal.get().type(), session.timeZone(), now);
    }
    SqlNode given = withParameters(SqlCopy.of(time), parameters, session.timeZone());
    Code code = planner.expressions(List.of(given), catalogs, session);
    SqlTypeName type = code.fields().get(0).getSqlTypeName();
    List<@Nullable Object> bound =
        java.util.Arrays.stream(parameters)
            .<@Nullable Object>map(
                value -> value == null ? null : Bind.asIs(value, session.timeZone()))
            .toList();
    @Nullable Object[] row = constants.row(code, bound, catalogs, session, cancellation, now);
    return of(row[0], type, session.timeZone(), now);
  }

  /**
   * The expression with numbers and times in place of the parameters: their types are those of the
   * values, as nothing else in the expression says what they are.
   */
  private static SqlNode withParameters(SqlNode time, @Nullable Object[] parameters, ZoneId zone) {
    return Objects.requireNonNull(
        time.accept(
            new SqlShuttle() {
              @Override
              public SqlNode visit(SqlDynamicParam parameter) {
                Object given = parameters[parameter.getIndex()];
                Object plain = given == null ? null : Bind.asIs(given, zone);
                SqlParserPos pos = parameter.getParserPosition();
                if (given instanceof Number && plain != null && isFinite(plain)) {
                  return number(new BigDecimal(plain.toString()), pos);
                } else if (plain instanceof Long millis) {
                  return SqlLiteral.createTimestamp(
                      SqlTypeName.TIMESTAMP,
                      TimestampString.fromMillisSinceEpoch(millis),
                      MILLIS_DIGITS,
                      pos);
                } else if (plain instanceof String text) {
                  return SqlLiteral.createCharString(text, pos);
                }
                return parameter;
              }
            }));
  }

  private static boolean isFinite(Object number) {
    return !(number instanceof Double || number instanceof Float)
        || Double.isFinite(((Number) number).doubleValue());
  }

  private static SqlNode number(BigDecimal number, SqlParserPos pos) {
    SqlNode positive = SqlLiteral.createExactNumeric(number.abs().toPlainString(), pos);
    return number.signum() < 0
        ? SqlStdOperatorTable.UNARY_MINUS.createCall(pos, positive)
        : positive;
  }

  /** The time that text from outside a statement means, such as a URL's. */
  public long parse(String text, ZoneId zone, long now) {
    return ofText(text, zone, now);
  }

  private long ofParameter(Object given, ZoneId zone, long now) {
    Object plain = Bind.asIs(given, zone);
    if (plain instanceof String text) {
      return ofText(text, zone, now);
    } else if (given instanceof java.sql.Date || given instanceof java.time.LocalDate) {
      return ofMillis((Integer) plain * MILLIS_PER_DAY, zone, now);
    } else if (given instanceof Number number) {
      return ofNumber(new BigDecimal(number.toString()), now);
    } else if (plain instanceof Long millis) {
      return ofMillis(millis, zone, now);
    }
    throw noTime(given.getClass().getSimpleName());
  }

  private long of(@Nullable Object value, SqlTypeName type, ZoneId zone, long now) {
    if (value == null) {
      return ofNull();
    }
    return switch (type) {
      case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL ->
          ofNumber(new BigDecimal(value.toString()), now);
      case TIMESTAMP -> ofMillis((Long) value, zone, now);
      case DATE -> ofMillis((Integer) value * MILLIS_PER_DAY, zone, now);
      case CHAR, VARCHAR -> ofText(value.toString(), zone, now);
      default -> throw noTime(type.getName());
    };
  }

  private static long ofNull() {
    throw new SqlFailure(
        SqlState.BAD_PARAMETER, "AS OF NULL is no time: leave AS OF out to read the present");
  }

  private static SqlFailure noTime(String what) {
    return new SqlFailure(
        SqlState.DATATYPE_MISMATCH,
        "AS OF takes a TIMESTAMP, or a BIGINT of microseconds since the epoch, and not a value of type "
            + what);
  }

  private static long ofNumber(BigDecimal number, long now) {
    if (number.signum() < 0) {
      throw new SqlFailure(
          SqlState.BAD_PARAMETER,
          "AS OF "
              + number.toPlainString()
              + " is before every time: times are microseconds since the epoch, 0 or more");
    }
    BigInteger whole = number.setScale(0, RoundingMode.DOWN).unscaledValue();
    if (whole.bitLength() > 63) {
      throw future(whole.toString(), now);
    }
    return whole.longValue();
  }

  private long ofText(String text, ZoneId zone, long now) {
    String trimmed = text.strip();
    if (!trimmed.isEmpty()
        && trimmed.chars().allMatch(c -> c >= '0' && c <= '9' || c == '-' && trimmed.charAt(0) == c)
        && trimmed.indexOf('-', 1) < 0) {
      return ofNumber(new BigDecimal(trimmed), now);
    }
    Object millis = Bind.parameter(trimmed, SqlTypeName.TIMESTAMP, zone);
    return ofMillis((Long) java.util.Objects.requireNonNull(millis), zone, now);
  }

  /**
   * The end of a millisecond of the session's clock. If it is the present one, waits until it is
   * over, so that nothing joins it later.
   */
  private long ofMillis(long local, ZoneId zone, long now) {
    LocalDateTime stamp =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(local, 1_000L),
            (int) Math.floorMod(local, 1_000L) * 1_000_000,
            ZoneOffset.UTC);
    long first =
        Math.multiplyExact(stamp.atZone(zone).toInstant().toEpochMilli(), MICROS_PER_MILLI);
    if (first < 0) {
      throw new SqlFailure(
          SqlState.BAD_PARAMETER, "AS OF " + stamp + " is before 1970, where times begin");
    }
    long last = first + MICROS_PER_MILLI - 1;
    if (first <= now && now <= last) {
      waitPast(last);
    }
    return last;
  }

  private void waitPast(long time) {
    try {
      for (long left = time + 1 - clock.epochMicros();
          left > 0;
          left = time + 1 - clock.epochMicros()) {
        clock.sleep(TimeUnit.MICROSECONDS.toNanos(left));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SqlFailure(
          SqlState.CANCELLED, "the thread that ran the statement was interrupted", e);
    }
  }

  /**
   * Makes sure that a time is not in the future, or that commits have reached it all the same:
   * clocks differ.
   *
   * @throws SqlFailure 22023
   */
  public void requirePast(long time) {
    long now = clock.epochMicros();
    if (time > now && time > tables.readTime()) {
      throw future(Instants.print(time), now);
    }
  }

  private static SqlFailure future(String time, long now) {
    return new SqlFailure(
        SqlState.BAD_PARAMETER,
        "AS OF " + time + " is in the future: now is " + Instants.print(now));
  }
}
