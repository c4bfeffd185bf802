package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.sqltests.Doors.Door;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Comparator;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every method of JDBC's interfaces, called with arguments that make no sense, in every state of
 * its object: nothing but an SQLException with an SQLSTATE escapes.
 */
class JdbcSurfaceTest {

  /** What a method is given. */
  private enum Arguments {
    NULLS(0),
    FIRST_AND_NULLS(1),
    NEGATIVE_AND_ODD(-1),
    LARGE_AND_ODD(Integer.MAX_VALUE),
    FIRST_AND_ODD(1);

    private final int number;

    Arguments(int number) {
      this.number = number;
    }

    @Nullable Object[] of(Method method) {
      return Arrays.stream(method.getParameterTypes()).map(this::of).toArray();
    }

    private @Nullable Object of(Class<?> type) {
      if (type == boolean.class) {
        return this == FIRST_AND_ODD;
      } else if (type == char.class) {
        return 'x';
      } else if (type == byte.class) {
        return (byte) number;
      } else if (type == short.class) {
        return (short) number;
      } else if (type == int.class) {
        return number;
      } else if (type == long.class) {
        return this == LARGE_AND_ODD ? Long.MAX_VALUE : (long) number;
      } else if (type == float.class) {
        return Float.NaN;
      } else if (type == double.class) {
        return Double.POSITIVE_INFINITY;
      }
      return this == NULLS || this == FIRST_AND_NULLS ? null : odd(type);
    }

    private static @Nullable Object odd(Class<?> type) {
      if (type == String.class) {
        return "nosuch";
      } else if (type == Object.class) {
        return new StringBuilder("odd");
      } else if (type == Class.class) {
        return Void.class;
      } else if (type == SQLType.class) {
        return JDBCType.REF_CURSOR;
      } else if (type == Calendar.class) {
        return new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.ROOT);
      } else if (type == BigDecimal.class) {
        return new BigDecimal("1e1000");
      } else if (type == Date.class) {
        return new Date(Long.MAX_VALUE);
      } else if (type == Time.class) {
        return new Time(Long.MIN_VALUE);
      } else if (type == Timestamp.class) {
        return new Timestamp(Long.MAX_VALUE);
      } else if (type == InputStream.class) {
        return new Broken();
      } else if (type == Reader.class) {
        return new BrokenReader();
      } else if (type == Executor.class) {
        return (Executor) Runnable::run;
      } else if (type == Properties.class) {
        Properties properties = new Properties();
        properties.setProperty("nosuch", "x");
        return properties;
      } else if (type == Map.class) {
        return Map.of("nosuch", Void.class);
      }
      return type.isArray()
          ? java.lang.reflect.Array.newInstance(type.getComponentType(), 1)
          : null;
    }
  }

  private static final class Broken extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("broken");
    }
  }

  private static final class BrokenReader extends Reader {
    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
      throw new IOException("broken");
    }

    @Override
    public void close() {}
  }

  /** Makes what is called, in some state, anew for each call. */
  @FunctionalInterface
  private interface Making {
    Object of(Connection connection) throws SQLException;
  }

  /**
   * An object in a state.
   *
   * @param type whose methods are called
   */
  private record Subject(String name, Class<?> type, Making making) {

    /** Calls that may happen on one connection: what is called cannot change it. */
    List<List<Arguments>> shares(List<Arguments> calls) {
      boolean changes = type == Connection.class || type == DatabaseMetaData.class;
      return changes ? calls.stream().map(List::of).toList() : List.of(calls);
    }
  }

  private static final String QUERY =
      "SELECT i, v, d, ts, x, b FROM (VALUES (1, 'a', 1.5, TIMESTAMP '2020-01-01 00:00:00', X'01', TRUE),"
          + " (2, 'b', 2.5, TIMESTAMP '2020-01-02 00:00:00', X'02', FALSE)) AS t (i, v, d, ts, x, b)";

  private static final List<Subject> SUBJECTS =
      List.of(
          new Subject("connection", Connection.class, connection -> connection),
          new Subject("closed connection", Connection.class, JdbcSurfaceTest::closed),
          new Subject("metadata", DatabaseMetaData.class, Connection::getMetaData),
          new Subject(
              "metadata of a closed connection",
              DatabaseMetaData.class,
              connection -> {
                DatabaseMetaData metaData = connection.getMetaData();
                connection.close();
                return metaData;
              }),
          new Subject("statement", Statement.class, Connection::createStatement),
          new Subject(
              "closed statement",
              Statement.class,
              connection -> closed(connection.createStatement())),
          new Subject("query", PreparedStatement.class, connection -> prepared(connection, "1")),
          new Subject(
              "closed query",
              PreparedStatement.class,
              connection -> closed(prepared(connection, "1"))),
          new Subject(
              "query with a parameter",
              PreparedStatement.class,
              connection -> prepared(connection, "CAST(? AS VARCHAR(3))")),
          new Subject("result before its rows", ResultSet.class, JdbcSurfaceTest::result),
          new Subject(
              "result on a row",
              ResultSet.class,
              connection -> {
                ResultSet result = result(connection);
                result.next();
                return result;
              }),
          new Subject(
              "result after its rows",
              ResultSet.class,
              connection -> {
                ResultSet result = result(connection);
                while (result.next()) {
                  result.getInt(1);
                }
                return result;
              }),
          new Subject("closed result", ResultSet.class, connection -> closed(result(connection))),
          new Subject(
              "columns", ResultSetMetaData.class, connection -> result(connection).getMetaData()),
          new Subject(
              "parameters",
              ParameterMetaData.class,
              connection -> prepared(connection, "CAST(? AS VARCHAR(3))").getParameterMetaData()));

  private static PreparedStatement prepared(Connection connection, String what)
      throws SQLException {
    return connection.prepareStatement("SELECT " + what);
  }

  @SuppressWarnings("resource") // closes with the connection
  private static ResultSet result(Connection connection) throws SQLException {
    return connection.createStatement().executeQuery(QUERY);
  }

  private static <T extends AutoCloseable> T closed(T open) throws SQLException {
    try {
      open.close();
      return open;
    } catch (SQLException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingElseEscapes(Door door) throws Exception {
    List<String> escaped = new ArrayList<>();
    int calls = 0;
    try (Doors doors = Doors.inMemory()) {
      for (Subject subject : SUBJECTS) {
        for (Method method : methods(subject.type())) {
          int ways = method.getParameterCount() == 0 ? 1 : Arguments.values().length;
          List<Arguments> different = List.of(Arguments.values()).subList(0, ways);
          for (List<Arguments> each : subject.shares(different)) {
            Connection connection = doors.connect(door);
            for (Arguments arguments : each) {
              call(subject, subject.making().of(connection), method, arguments, escaped);
              calls++;
            }
            leave(connection);
          }
        }
      }
    }
    assertThat(escaped).as("escaped through %s of %s calls", door, calls).isEmpty();
    assertThat(calls).isGreaterThan(1_000);
  }

  /** The patience with the server may have become too short to say goodbye. */
  private static void leave(Connection connection) {
    try {
      connection.close();
    } catch (SQLException impatient) {
      assertThat(impatient.getSQLState()).startsWith("08");
    }
  }

  /** Of an interface and what it extends, each form of arguments once. */
  private static List<Method> methods(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .sorted(Comparator.comparing(Method::toString))
        .toList();
  }

  /** Java's own specification of these demands it of a null. */
  private static final Set<String> NULL_POINTERS =
      Set.of("enquoteLiteral", "enquoteNCharLiteral", "enquoteIdentifier", "isSimpleIdentifier");

  private static void call(
      Subject subject, Object object, Method method, Arguments arguments, List<String> escaped)
      throws IllegalAccessException {
    @Nullable Throwable thrown = null;
    @Nullable Object[] values = arguments.of(method);
    try {
      method.invoke(object, values);
    } catch (InvocationTargetException e) {
      thrown = e.getCause();
    }
    boolean right =
        thrown == null
            || thrown instanceof NullPointerException && NULL_POINTERS.contains(method.getName())
            || thrown instanceof SQLException failure
                && failure.getSQLState() != null
                && failure.getSQLState().matches("(?!00|XX)[0-9A-Z]{5}")
                && failure.getMessage() != null;
    if (!right) {
      escaped.add(
          "%s: %s(%s): %s"
              .formatted(
                  subject.name(),
                  method.getName(),
                  Arrays.toString(method.getParameterTypes()) + Arrays.toString(values),
                  thrown instanceof SQLException failure
                      ? failure.getSQLState() + " " + thrown
                      : String.valueOf(thrown)));
    }
  }
}
