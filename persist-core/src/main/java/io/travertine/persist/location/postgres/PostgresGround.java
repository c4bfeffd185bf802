package io.travertine.persist.location.postgres;

import static io.travertine.persist.location.postgres.PostgresStatements.HEAD;
import static io.travertine.persist.location.postgres.PostgresStatements.OBJECT;
import static io.travertine.persist.location.postgres.PostgresStatements.VERSION;
import static io.travertine.persist.location.postgres.PostgresStatements.quoted;

import io.travertine.persist.id.Seed;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.postgres.PostgresFailures.Effect;
import io.travertine.persist.location.probe.Check;
import io.travertine.persist.location.probe.Extent;
import io.travertine.persist.location.probe.Half;
import io.travertine.persist.location.probe.ProbeGround;
import io.travertine.persist.time.Clock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ground in tables with other names: beside those of the database, which overlooks them, or in a
 * schema of its own where there is no database yet.
 */
final class PostgresGround implements ProbeGround {

  private static final String PREFIX = "travertine_probe_";
  private static final List<String> TABLES = List.of(HEAD, VERSION, OBJECT);
  private static final Duration ABANDONED = Duration.ofHours(1);

  /** A name tells when it was given, in seconds since the epoch by the server's clock. */
  private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9]{1,12})_[0-9a-f]{8}_?[a-z]*");

  private static final String NOW =
      "SELECT CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS bigint)";

  private final PostgresPlace place;
  private final boolean schemaIsOurs;
  private final Clock clock;
  private final List<AutoCloseable> opened = new ArrayList<>();

  private PostgresGround(PostgresPlace place, boolean schemaIsOurs, Clock clock) {
    this.place = place;
    this.schemaIsOurs = schemaIsOurs;
    this.clock = clock;
  }

  /** Whether a table is none of a database's, nor of anybody else. */
  static boolean isProbed(String table) {
    return NAME.matcher(table).matches();
  }

  /**
   * Takes ground on the server of {@code place}.
   *
   * @throws io.travertine.persist.error.DeterminateException if that is not permitted
   */
  static PostgresGround take(PostgresPlace place, Clock clock, Seed seed) {
    try (Connection connection = new PostgresSource(place, clock).getConnection()) {
      long nowMillis = number(connection, NOW);
      removeAbandoned(connection, nowMillis - ABANDONED.toMillis());
      String name = PREFIX + nowMillis / 1_000 + "_" + seed.uuid().toString().substring(0, 8);
      boolean exists = new PostgresSchema(place).exists(connection);
      PostgresPlace ground =
          exists ? place.ground(place.schema(), name + "_") : place.ground(name, "");
      if (!exists) {
        run(connection, "CREATE SCHEMA " + quoted(name));
      }
      try {
        PostgresTables.create(connection, ground, TABLES);
      } catch (SQLException e) {
        remove(connection, ground, !exists);
        throw e;
      }
      return new PostgresGround(ground, !exists, clock);
    } catch (SQLException e) {
      throw PostgresFailures.ofConnecting("taking ground for probes", place, e);
    }
  }

  @Override
  public synchronized Blob blob() {
    PostgresBlob blob = new PostgresBlob(place, clock);
    opened.add(blob);
    return blob;
  }

  @Override
  public synchronized Consensus consensus() {
    PostgresConsensus consensus = new PostgresConsensus(place, clock);
    opened.add(consensus);
    return consensus;
  }

  @Override
  public List<Check> traits(Set<Half> halves, Extent extent) {
    return asked(
        "asking for settings",
        connection -> {
          PostgresTraits traits = PostgresTraits.of(connection);
          List<Check> checks = new ArrayList<>(List.of(traits.server()));
          checks.addAll(traits.durability(place));
          return checks;
        });
  }

  @Override
  public OptionalLong storeMillis() {
    return OptionalLong.of(asked("asking the time", connection -> number(connection, NOW)));
  }

  private <T> T asked(String doing, PostgresSessions.Work<T> work) {
    try (Connection connection = new PostgresSource(place, clock).getConnection()) {
      return work.on(connection);
    } catch (SQLException e) {
      throw PostgresFailures.of(doing, place, e, Effect.NONE);
    }
  }

  @Override
  public synchronized void close() {
    for (AutoCloseable each : opened) {
      closeOne(each);
    }
    opened.clear();
    try (Connection connection = new PostgresSource(place, clock).getConnection()) {
      remove(connection, place, schemaIsOurs);
    } catch (SQLException e) {
      throw PostgresFailures.of("removing what was tried out", place, e, Effect.NONE);
    }
  }

  private static void closeOne(AutoCloseable client) {
    try {
      client.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void remove(Connection connection, PostgresPlace ground, boolean schema)
      throws SQLException {
    if (schema) {
      run(connection, "DROP SCHEMA IF EXISTS " + quoted(ground.schema()) + " CASCADE");
      return;
    }
    for (String table : TABLES) {
      run(
          connection,
          "DROP TABLE IF EXISTS " + quoted(ground.schema()) + "." + ground.tables() + table);
    }
  }

  /** As far as this user may. */
  private static void removeAbandoned(Connection connection, long beforeMillis)
      throws SQLException {
    List<String> drops = new ArrayList<>();
    try (PreparedStatement ask =
        connection.prepareStatement(
            """
            SELECT nspname, '' FROM pg_catalog.pg_namespace
            WHERE nspname LIKE 'travertine\\_probe\\_%' AND pg_has_role(nspowner, 'USAGE')
            UNION ALL
            SELECT n.nspname, c.relname FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relname LIKE 'travertine\\_probe\\_%' AND c.relkind = 'r'
            AND pg_has_role(c.relowner, 'USAGE')""")) {
      try (ResultSet rows = ask.executeQuery()) {
        while (rows.next()) {
          String schema = rows.getString(1);
          String table = rows.getString(2);
          if (isAbandoned(table.isEmpty() ? schema : table, beforeMillis)) {
            drops.add(
                table.isEmpty()
                    ? "DROP SCHEMA IF EXISTS " + quoted(schema) + " CASCADE"
                    : "DROP TABLE IF EXISTS " + quoted(schema) + "." + quoted(table));
          }
        }
      }
    }
    for (String drop : drops) {
      run(connection, drop);
    }
  }

  private static boolean isAbandoned(String name, long beforeMillis) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() && Long.parseLong(matcher.group(1)) * 1_000 < beforeMillis;
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
