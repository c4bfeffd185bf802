package io.travertine.persist.location.postgres;

import static io.travertine.persist.location.postgres.PostgresStatements.HEAD;
import static io.travertine.persist.location.postgres.PostgresStatements.MARKER;
import static io.travertine.persist.location.postgres.PostgresStatements.OBJECT;
import static io.travertine.persist.location.postgres.PostgresStatements.VERSION;
import static io.travertine.persist.location.postgres.PostgresStatements.quoted;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.NotADatabaseException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.DatabaseId;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.postgres.PostgresFailures.Effect;
import io.travertine.persist.location.probe.Diagnosis;
import io.travertine.persist.time.Clock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema that is a database, or one half of one. Like a directory it is found empty or absent, is
 * marked first, gets its tables, and then the id of its database, each committed before the next:
 * so whoever finds an id there knows that the tables of that half have been there, and looks for
 * them afterwards.
 */
final class PostgresSchema {

  /** The format this release writes; it reads every one up to it. */
  static final int FORMAT = 1;

  /** One of the two that make a database. */
  enum Half {
    CONSENSUS("consensus_id", List.of(HEAD, VERSION)),
    OBJECTS("objects_id", List.of(OBJECT));

    private final String fact;
    private final List<String> tables;

    Half(String fact, List<String> tables) {
      this.fact = fact;
      this.tables = tables;
    }

    private List<String> missingIn(Set<String> found) {
      return tables.stream().filter(table -> !found.contains(table)).toList();
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(PostgresSchema.class);

  private static final String FORMAT_FACT = "format";
  private static final int ATTEMPTS = 100;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final String WAY_OUT =
      "restore the whole schema from a backup, or drop or rename it to start anew";

  private final PostgresPlace place;
  private final PostgresStatements statements;

  PostgresSchema(PostgresPlace place) {
    this.place = place;
    this.statements = new PostgresStatements(place);
  }

  /**
   * Makes sure that the tables of {@code half} are there and ours; creates them if {@code access}
   * allows.
   *
   * @throws NotADatabaseException if there is something else, or nothing and it is only read
   * @throws FormatTooNewException if a newer release wrote it
   * @throws CorruptException if tables have been lost
   * @throws io.travertine.persist.error.DeterminateException if it cannot be reached or created
   */
  void prepare(Half half, Access access, Clock clock) {
    String doing = "opening the database";
    CancelledException.throwIfInterrupted(doing, place.toString());
    try (Connection connection = new PostgresSource(place, clock).getConnection()) {
      for (int attempt = 1; ; attempt++) {
        try {
          prepare(connection, half, access);
          return;
        } catch (SQLException e) {
          if (attempt == ATTEMPTS || !PostgresFailures.isCollision(e)) {
            throw e;
          }
          clock.sleep(PAUSE_NANOS);
        }
      }
    } catch (SQLException e) {
      throw PostgresFailures.ofConnecting(doing, place, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted during " + doing + " (" + place + ")", e);
    }
  }

  /** Other processes may do the same at the same time, and come between any two statements. */
  void prepare(Connection connection, Half half, Access access) throws SQLException {
    Set<String> tables = tables(connection);
    if (!tables.contains(MARKER)) {
      if (!tables.isEmpty()) {
        throw notOurs("it has other tables, such as " + tables.iterator().next());
      }
      if (access == Access.READ_ONLY) {
        throw notOurs("open it once for writing to create one");
      }
    }
    if (access == Access.READ_WRITE) {
      lookAtServer(connection, half, half.missingIn(tables).isEmpty());
      mark(connection, tables);
    }
    checkFormat(connection);
    List<String> missing = half.missingIn(tables);
    if (missing.isEmpty()) {
      return;
    }
    if (id(connection, half).isPresent()) {
      requireTables(connection, half);
      return;
    }
    if (access == Access.READ_ONLY) {
      throw notOurs("open it once for writing to create one");
    }
    PostgresTables.create(connection, place, missing);
  }

  /**
   * For a half that has an id. It looks for itself: what was found before the id may be from before
   * another process created all of it, the format too.
   */
  private void requireTables(Connection connection, Half half) throws SQLException {
    List<String> missing = half.missingIn(tables(connection));
    if (!missing.isEmpty()) {
      throw new CorruptException(
          "table %s of the database at %s is missing: %s"
              .formatted(missing.get(0), place, WAY_OUT));
    }
    checkFormat(connection);
  }

  private NotADatabaseException notOurs(String why) {
    return new NotADatabaseException("%s is not a Travertine database: %s".formatted(place, why));
  }

  private void mark(Connection connection, Set<String> tables) throws SQLException {
    if (!tables.contains(MARKER)) {
      try (Statement statement = connection.createStatement()) {
        if (!exists(connection)) {
          statement.execute("CREATE SCHEMA IF NOT EXISTS " + quoted(place.schema()));
        }
      }
      PostgresTables.create(connection, place, List.of(MARKER));
    }
    if (fact(connection, FORMAT_FACT).isEmpty()) {
      addFact(connection, FORMAT_FACT, Integer.toString(FORMAT));
    }
  }

  private void checkFormat(Connection connection) throws SQLException {
    String format = fact(connection, FORMAT_FACT).orElse("0");
    if (!format.matches("[0-9]{1,9}")) {
      throw new CorruptException(
          "the format of the database at %s is damaged: %s".formatted(place, format));
    }
    if (Integer.parseInt(format) > FORMAT) {
      throw new FormatTooNewException(
          "the database at %s has format %s, this release reads formats up to %s: upgrade"
              .formatted(place, format, FORMAT));
    }
  }

  /** What no statement of ours can make good: nothing is created there. */
  private void lookAtServer(Connection connection, Half half, boolean created) throws SQLException {
    Diagnosis server = new Diagnosis(PostgresTraits.of(connection).durability(place));
    if (!created) {
      server.requireSafe(place);
    }
    if (half == Half.CONSENSUS) {
      server.checks().stream()
          .filter(check -> check.verdict().advice().isPresent())
          .forEach(check -> LOG.warn("{}: {}", place, check));
    }
  }

  /**
   * What this process could do here: {@link Access#READ_ONLY} also where there is no database.
   *
   * @throws PersistException if it cannot be reached
   */
  Access access(Clock clock) {
    try (Connection connection = new PostgresSource(place, clock).getConnection();
        Statement statement = connection.createStatement()) {
      Set<String> tables = tables(connection);
      if (!tables.contains(MARKER)
          || PostgresSource.setting(statement, "transaction_read_only")
              .filter("on"::equals)
              .isPresent()) {
        return Access.READ_ONLY;
      }
      tables.retainAll(Set.of(HEAD, VERSION, OBJECT));
      for (String table : tables) {
        if (!mayWrite(connection, table)) {
          return Access.READ_ONLY;
        }
      }
      return Access.READ_WRITE;
    } catch (SQLException e) {
      throw PostgresFailures.of("opening the database", place, e, Effect.NONE);
    }
  }

  private boolean mayWrite(Connection connection, String table) throws SQLException {
    try (PreparedStatement ask =
        connection.prepareStatement(
            "SELECT has_table_privilege(?, 'INSERT') AND has_table_privilege(?, 'DELETE')")) {
      String name = quoted(place.schema()) + "." + table;
      ask.setString(1, name);
      ask.setString(2, name);
      try (ResultSet row = ask.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  boolean exists(Connection connection) throws SQLException {
    try (PreparedStatement ask =
        connection.prepareStatement("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = ?")) {
      ask.setString(1, place.schema());
      try (ResultSet row = ask.executeQuery()) {
        return row.next();
      }
    }
  }

  /** Tables and views, but for those that probes try out. */
  private Set<String> tables(Connection connection) throws SQLException {
    Set<String> tables = new TreeSet<>();
    try (PreparedStatement ask =
        connection.prepareStatement(
            """
            SELECT c.relname FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'f')""")) {
      ask.setString(1, place.schema());
      try (ResultSet rows = ask.executeQuery()) {
        while (rows.next()) {
          if (!PostgresGround.isProbed(rows.getString(1))) {
            tables.add(rows.getString(1));
          }
        }
      }
    }
    return tables;
  }

  /** The id of the database that this half belongs to, as far as it is known. */
  Optional<DatabaseId> id(Connection connection, Half half) throws SQLException {
    Optional<String> text = fact(connection, half.fact);
    try {
      return text.map(DatabaseId::parse);
    } catch (IllegalArgumentException noId) {
      throw new CorruptException(
          "the id of the database at %s is damaged: %s".formatted(place, noId.getMessage()), noId);
    }
  }

  /** The id of this half; where it has none, {@code fresh}, which it then keeps. */
  DatabaseId identify(Connection connection, Half half, DatabaseId fresh) throws SQLException {
    Optional<DatabaseId> known = id(connection, half);
    if (known.isPresent()) {
      return known.get();
    }
    addFact(connection, half.fact, fresh.toString());
    return id(connection, half).orElseThrow();
  }

  /**
   * Makes the objects those of the database {@code id}, for good, when {@code access} allows.
   *
   * @throws CorruptException if they are another's
   */
  void join(DatabaseId id, Access access, Clock clock) {
    try (Connection connection = new PostgresSource(place, clock).getConnection()) {
      Optional<DatabaseId> known =
          access == Access.READ_ONLY
              ? id(connection, Half.OBJECTS)
              : Optional.of(identify(connection, Half.OBJECTS, id));
      if (known.isPresent() && !known.get().equals(id)) {
        throw new CorruptException(
            "the objects at %s are those of another database: they have the id %s, its consensus has %s: %s"
                .formatted(place, known.get(), id, WAY_OUT));
      }
    } catch (SQLException e) {
      throw PostgresFailures.of("opening the database", place, e, Effect.NONE);
    }
  }

  private Optional<String> fact(Connection connection, String name) throws SQLException {
    try (PreparedStatement ask = connection.prepareStatement(statements.fact)) {
      ask.setString(1, name);
      try (ResultSet row = ask.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  private void addFact(Connection connection, String name, String value) throws SQLException {
    try (PreparedStatement tell = connection.prepareStatement(statements.addFact)) {
      tell.setString(1, name);
      tell.setString(2, value);
      tell.executeUpdate();
    }
  }
}
