package io.travertine.torture;

import io.micrometer.core.instrument.MeterRegistry;
import io.travertine.calcite.schema.Database;
import io.travertine.calcite.schema.DatabaseOptions;
import io.travertine.jdbc.embedded.EmbeddedLocation;
import io.travertine.jdbc.url.ConnectUrl;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.location.PersistLocation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

/** The tables of a database under torture, and how everybody opens it. */
final class Books {

  /** Accounts of each kind. */
  static final int ACCOUNTS = 24;

  static final int OPENING_BALANCE = 1_000;

  /** The counter that all victims share. */
  static final int SHARED_COUNTER = 0;

  /** How many tables {@link #create} makes. */
  static final int TABLES = 5;

  /** The columns of a made table, before it is widened. */
  static final int COLUMNS = 2;

  /** So short that the dead hold garbage back for moments only. */
  private static final Duration LEASE = Duration.ofSeconds(8);

  private static final long PART_BYTES = 16 << 10;
  private static final int INLINE_BYTES = 2 << 10;
  private static final int ROLLUP_VERSIONS = 32;

  private Books() {}

  /** The name of a table that victims make. */
  static String made(long table) {
    return "made_" + table;
  }

  /** Opens a database so that compaction, rollups and garbage collection have much to do. */
  static Database open(String url, MeterRegistry metrics) throws SQLException {
    PersistConfig config =
        PersistConfig.defaults()
            .withReaderLease(LEASE)
            .withRollupVersions(ROLLUP_VERSIONS)
            .withInline(INLINE_BYTES, 64 * INLINE_BYTES)
            .withParts(PART_BYTES, 2)
            .withMetrics(metrics);
    return Database.open(location(url), DatabaseOptions.defaults().withStorage(config));
  }

  static PersistLocation location(String url) throws SQLException {
    if (ConnectUrl.parse(url, new Properties()) instanceof ConnectUrl.Embedded embedded) {
      return EmbeddedLocation.of(embedded);
    }
    throw new IllegalArgumentException("processes are killed that hold a database: " + url);
  }

  /** All tables at once. */
  static void create(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "CREATE TABLE log (work BIGINT NOT NULL, n INTEGER NOT NULL, of_rows INTEGER NOT NULL,"
              + " pad VARCHAR)");
      statement.executeUpdate(
          "CREATE TABLE transfers (work BIGINT NOT NULL, payer INTEGER NOT NULL,"
              + " payee INTEGER NOT NULL, amount INTEGER NOT NULL)");
      statement.executeUpdate(
          "CREATE TABLE counters (id INTEGER PRIMARY KEY, hits INTEGER NOT NULL)");
      statement.executeUpdate("INSERT INTO counters VALUES (" + SHARED_COUNTER + ", 0)");
      for (String table : new String[] {"checking", "savings"}) {
        statement.executeUpdate(
            "CREATE TABLE " + table + " (id INTEGER PRIMARY KEY, balance BIGINT NOT NULL)");
        for (int id = 0; id < ACCOUNTS; id++) {
          statement.addBatch(
              "INSERT INTO %s VALUES (%s, %s)".formatted(table, id, OPENING_BALANCE));
        }
        statement.executeBatch();
      }
      connection.commit();
    }
  }
}
