package io.travertine.persist.location.postgres;

import static io.travertine.persist.location.postgres.PostgresStatements.HEAD;
import static io.travertine.persist.location.postgres.PostgresStatements.MARKER;
import static io.travertine.persist.location.postgres.PostgresStatements.OBJECT;
import static io.travertine.persist.location.postgres.PostgresStatements.VERSION;
import static io.travertine.persist.location.postgres.PostgresStatements.quoted;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the tables, and tells the server how they are used, in words that it knows. */
final class PostgresTables {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresTables.class);

  /** Keys in the order of their bytes: by it a listing by prefix is one walk along the index. */
  private static final Map<String, String> COLUMNS =
      Map.of(
          MARKER, "name TEXT PRIMARY KEY, value TEXT NOT NULL",
          HEAD, "key TEXT %s PRIMARY KEY, seqno BIGINT NOT NULL",
          VERSION,
              """
              key TEXT %s NOT NULL, seqno BIGINT NOT NULL, data BYTEA NOT NULL,
              PRIMARY KEY (key, seqno)""",
          OBJECT,
              """
              key TEXT %s NOT NULL, chunk INTEGER NOT NULL, size BIGINT NOT NULL,
              set_at TIMESTAMPTZ NOT NULL, data BYTEA NOT NULL, PRIMARY KEY (key, chunk)""");

  /**
   * For PostgreSQL. A row of {@code head} is rewritten at every commit: with room in its page it
   * stays there, and the page cleans itself. Versions come and go all the time: vacuum goes by
   * their number, not by a share of them. Objects are compressed already.
   */
  private static final Map<String, List<String>> TUNING =
      Map.of(
          MARKER, List.of(),
          HEAD,
              List.of(
                  "SET (fillfactor = 25)",
                  "SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)"),
          VERSION,
              List.of(
                  "SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)",
                  "SET (autovacuum_vacuum_cost_delay = 0)",
                  "SET (toast.autovacuum_vacuum_scale_factor = 0,"
                      + " toast.autovacuum_vacuum_threshold = 1000)"),
          OBJECT,
              List.of(
                  "ALTER COLUMN data SET STORAGE EXTERNAL",
                  "SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)"));

  /**
   * For CockroachDB. What is overwritten it keeps for a day unless told otherwise, and walks over
   * it; its own statistics of such tables are old before they are done.
   */
  private static final Map<String, List<String>> TUNING_OF_COCKROACH =
      Map.of(
          MARKER, List.of(),
          HEAD, cockroach(),
          VERSION, cockroach(),
          OBJECT, cockroach());

  private PostgresTables() {}

  private static List<String> cockroach() {
    return List.of(
        "CONFIGURE ZONE USING gc.ttlseconds = 600",
        "SET (sql_stats_automatic_collection_enabled = false)");
  }

  /** Creates those of {@code tables} that are missing; others may do the same at the same time. */
  static void create(Connection connection, PostgresPlace place, List<String> tables)
      throws SQLException {
    boolean cockroach = isCockroach(connection);
    try (Statement statement = connection.createStatement()) {
      for (String table : tables) {
        String columns =
            COLUMNS.getOrDefault(table, "").replace("%s", cockroach ? "" : "COLLATE \"C\"");
        String name = quoted(place.schema()) + "." + place.tables() + table;
        statement.execute("CREATE TABLE IF NOT EXISTS " + name + " (" + columns + ")");
        for (String tuning :
            (cockroach ? TUNING_OF_COCKROACH : TUNING).getOrDefault(table, List.of())) {
          tune(statement, "ALTER TABLE " + name + " " + tuning);
        }
      }
    }
  }

  /** It works without. */
  private static void tune(Statement statement, String sql) throws SQLException {
    try {
      statement.execute(sql);
    } catch (SQLException e) {
      if (PostgresFailures.isLostConnection(e) || PostgresFailures.isCollision(e)) {
        throw e;
      }
      LOG.info("the server does not know: {} ({})", sql, e.getMessage());
    }
  }

  private static boolean isCockroach(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT version()")) {
      return row.next() && String.valueOf(row.getString(1)).contains("CockroachDB");
    }
  }
}
