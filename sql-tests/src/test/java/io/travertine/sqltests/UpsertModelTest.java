package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UPSERT and ON CONFLICT of one session, row by row against a list of rows. */
class UpsertModelTest {

  private static final int KEYS = 12;

  /** The value of n in a row that is given none. */
  private static final int DEFAULT_N = 7;

  /** A row of the table; a NULL in u is 0. */
  private record Row(int id, int u, int n) {}

  /** What becomes of a new row if there is a row with its key. */
  private enum Kind {
    UPSERT("UPSERT INTO k (id, u, n) VALUES ", ""),
    UPSERT_U("UPSERT INTO k (u, id) VALUES ", ""),
    SKIP("INSERT INTO k (id, u, n) VALUES ", " ON CONFLICT DO NOTHING"),
    SKIP_ID("INSERT INTO k (id, u, n) VALUES ", " ON CONFLICT (id) DO NOTHING"),
    SKIP_U("INSERT INTO k (id, u, n) VALUES ", " ON CONFLICT (u) DO NOTHING"),
    ADD(
        "INSERT INTO k (id, u, n) VALUES ",
        " ON CONFLICT (id) DO UPDATE SET n = k.n + EXCLUDED.n, u = EXCLUDED.u WHERE k.n < 40"),
    MOVE_ID("INSERT INTO k (id, u, n) VALUES ", " ON CONFLICT (id) DO UPDATE SET id = k.id + 1"),
    MOVE_U(
        "INSERT INTO k (id, u, n) VALUES ",
        " ON CONFLICT (u) DO UPDATE SET u = EXCLUDED.u + 1, n = EXCLUDED.id");

    private final String before;
    private final String after;

    Kind(String before, String after) {
      this.before = before;
      this.after = after;
    }

    String values(Row row) {
      String u = row.u() == 0 ? "CAST(NULL AS INTEGER)" : row.u() + "";
      return this == UPSERT_U
          ? "(" + u + ", " + row.id() + ")"
          : "(" + row.id() + ", " + u + ", " + row.n() + ")";
    }

    boolean meets(Row there, Row given) {
      boolean sameU = given.u() != 0 && there.u() == given.u();
      return switch (this) {
        case SKIP -> there.id() == given.id() || sameU;
        case SKIP_U, MOVE_U -> sameU;
        default -> there.id() == given.id();
      };
    }

    /** The row in the place of the one that is there; empty if that stays and does not count. */
    Optional<Row> resolved(Row there, Row given) {
      return switch (this) {
        case UPSERT -> Optional.of(given);
        case UPSERT_U -> Optional.of(new Row(there.id(), given.u(), there.n()));
        case SKIP, SKIP_ID, SKIP_U -> Optional.empty();
        case ADD ->
            Optional.of(new Row(there.id(), given.u(), there.n() + given.n()))
                .filter(row -> there.n() < 40);
        case MOVE_ID -> Optional.of(new Row(there.id() + 1, there.u(), there.n()));
        case MOVE_U -> Optional.of(new Row(there.id(), given.u() + 1, given.id()));
      };
    }

    /** Whether a row that was there is moved to where another is. */
    boolean collides(Row other, Row moved) {
      return switch (this) {
        case MOVE_ID -> other.id() == moved.id();
        case MOVE_U -> other.u() == moved.u();
        default -> false;
      };
    }

    boolean onlyOnce() {
      return this == ADD || this == MOVE_ID || this == MOVE_U;
    }
  }

  private List<Row> model = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {Connection.TRANSACTION_SERIALIZABLE, Connection.TRANSACTION_REPEATABLE_READ})
  void everyStatementDoesWhatItSaysOrNothing(int isolation) throws SQLException {
    long seed = System.nanoTime();
    System.out.println("upserts against a list with seed " + seed);
    Random random = new Random(seed);
    try (Connection connection = DriverManager.getConnection("jdbc:travertine:mem:up" + seed);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "CREATE TABLE k (u INTEGER UNIQUE, n INTEGER DEFAULT 7, id INTEGER PRIMARY KEY)");
      connection.setTransactionIsolation(isolation);
      for (int i = 0; i < 80; i++) {
        List<Row> before = model;
        connection.setAutoCommit(random.nextBoolean());
        work(connection, random);
        if (!connection.getAutoCommit()) {
          if (random.nextBoolean()) {
            connection.commit();
          } else {
            connection.rollback();
            model = before;
          }
        }
        assertThat(contents(connection)).isEqualTo(asSet(model));
        connection.setAutoCommit(true);
      }
    }
  }

  private void work(Connection connection, Random random) throws SQLException {
    @Nullable Savepoint savepoint = null;
    List<Row> saved = model;
    for (int n = 1 + random.nextInt(5); n > 0; n--) {
      if (!connection.getAutoCommit() && random.nextInt(4) == 0) {
        savepoint = connection.setSavepoint();
        saved = model;
      } else if (savepoint != null && random.nextInt(4) == 0) {
        connection.rollback(savepoint);
        model = saved;
      } else if (random.nextInt(6) == 0) {
        int id = random.nextInt(KEYS);
        update(connection, "DELETE FROM k WHERE id BETWEEN " + id + " AND " + (id + 2));
        model = model.stream().filter(row -> row.id() < id || row.id() > id + 2).toList();
      } else {
        put(connection, random);
      }
      assertThat(contents(connection)).isEqualTo(asSet(model));
    }
  }

  private void put(Connection connection, Random random) throws SQLException {
    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
    List<Row> given = new ArrayList<>();
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      given.add(new Row(random.nextInt(KEYS), random.nextInt(KEYS), random.nextInt(20)));
    }
    boolean batch = random.nextInt(3) == 0;
    List<Row> before = model;
    List<Row> after = new ArrayList<>(before);
    String expected = sequence(kind, given, after, batch);
    String state;
    if (batch) {
      state = batch(connection, kind, given);
    } else {
      String rows = given.stream().map(kind::values).collect(Collectors.joining(", "));
      String source = random.nextBoolean() ? rows : selected(kind, given);
      state = statement(connection, kind.before + rows + kind.after, source, rows);
    }
    assertThat(state).as("%s of %s on %s", kind, given, before).isEqualTo(expected);
    if (Character.isLetter(expected.charAt(0))) {
      model = after;
    }
  }

  private static String statement(Connection connection, String sql, String source, String rows)
      throws SQLException {
    return update(connection, source.equals(rows) ? sql : sql.replace("VALUES " + rows, source));
  }

  private static String selected(Kind kind, List<Row> given) {
    return given.stream()
        .map(row -> "SELECT * FROM (VALUES " + kind.values(row) + ")")
        .collect(Collectors.joining(" UNION ALL "));
  }

  /**
   * Carries given rows out on {@code rows}, one after the other.
   *
   * @return "count" and the counts, or an SQLSTATE
   */
  private static String sequence(Kind kind, List<Row> given, List<Row> rows, boolean batch) {
    List<Integer> counts = new ArrayList<>();
    Set<Row> own = new HashSet<>();
    int count = 0;
    for (Row row : given) {
      if (batch) {
        own.clear();
        count = 0;
      }
      Row put = kind == Kind.UPSERT_U ? new Row(row.id(), row.u(), DEFAULT_N) : row;
      Optional<Row> there = rows.stream().filter(old -> kind.meets(old, put)).findFirst();
      if (there.isPresent() && kind.onlyOnce() && own.contains(there.get())) {
        return "21000";
      }
      Optional<Row> made = there.isPresent() ? kind.resolved(there.get(), put) : Optional.of(put);
      if (made.isPresent()) {
        there.ifPresent(rows::remove);
        if (there.isPresent()
            && rows.stream().anyMatch(other -> kind.collides(other, made.get()))) {
          return "23505";
        }
        // One that would meet what was made, and is nowhere else, is not unlike it.
        rows.add(0, made.get());
        own.add(made.get());
        count++;
      }
      if (batch) {
        counts.add(count);
        if (!areUnique(rows)) {
          return "23505";
        }
      }
    }
    if (!batch) {
      counts.add(count);
    }
    return areUnique(rows) ? "count" + counts : "23505";
  }

  private static boolean areUnique(List<Row> rows) {
    List<Integer> us = rows.stream().map(Row::u).filter(u -> u != 0).toList();
    return new HashSet<>(us).size() == us.size()
        && rows.stream().map(Row::id).distinct().count() == rows.size();
  }

  private static String batch(Connection connection, Kind kind, List<Row> given)
      throws SQLException {
    String one = kind == Kind.UPSERT_U ? "(?, ?)" : "(?, ?, ?)";
    try (PreparedStatement statement =
        connection.prepareStatement(kind.before + one + kind.after)) {
      for (Row row : given) {
        int at = 1;
        if (kind != Kind.UPSERT_U) {
          statement.setInt(at++, row.id());
        }
        statement.setObject(at++, row.u() == 0 ? null : (Object) row.u());
        statement.setInt(at, kind == Kind.UPSERT_U ? row.id() : row.n());
        statement.addBatch();
      }
      return "count" + IntStream.of(statement.executeBatch()).boxed().toList();
    } catch (BatchUpdateException e) {
      return Objects.requireNonNull(e.getSQLState());
    }
  }

  private static String update(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return "count[" + statement.executeUpdate(sql) + "]";
    } catch (SQLException e) {
      return Objects.requireNonNull(e.getSQLState());
    }
  }

  private static Set<String> asSet(List<Row> rows) {
    return rows.stream().map(Row::toString).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> contents(Connection connection) throws SQLException {
    Set<String> contents = new TreeSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id, u, n FROM k")) {
      while (rows.next()) {
        Row row = new Row(rows.getInt(1), rows.getInt(2), rows.getInt(3));
        assertThat(contents.add(row.toString())).isTrue();
      }
    }
    return contents;
  }
}
