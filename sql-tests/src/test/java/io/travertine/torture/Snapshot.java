package io.travertine.torture;

import io.travertine.torture.Verdict.Count;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A database as it was at one instant: consistent in itself, and the same whenever one looks.
 *
 * @param time in microseconds since 1970
 * @param digest of all that was there
 */
record Snapshot(long time, String digest) {

  /** Queries that have no rows. */
  private static final List<String> NEVER =
      List.of(
          "SELECT work, COUNT(*) FROM log GROUP BY work"
              + " HAVING COUNT(*) <> MAX(of_rows) OR COUNT(DISTINCT n) <> COUNT(*)",
          "SELECT work, COUNT(*) FROM transfers GROUP BY work HAVING COUNT(*) <> 1",
          "SELECT id, COUNT(*) FROM counters GROUP BY id HAVING COUNT(*) <> 1",
          "SELECT a.id, a.balance FROM checking AS a LEFT JOIN (SELECT payer, SUM(amount) AS moved"
              + " FROM transfers GROUP BY payer) AS t ON a.id = t.payer"
              + " WHERE a.balance <> 1000 - COALESCE(t.moved, 0)",
          "SELECT a.id, a.balance FROM savings AS a LEFT JOIN (SELECT payee, SUM(amount) AS moved"
              + " FROM transfers GROUP BY payee) AS t ON a.id = t.payee"
              + " WHERE a.balance <> 1000 + COALESCE(t.moved, 0)");

  private static final List<String> DIGESTS =
      List.of(
          "SELECT COUNT(*), SUM(work), SUM(n), MAX(pad) FROM log",
          "SELECT COUNT(*), SUM(work), SUM(amount), MAX(work) FROM transfers",
          "SELECT COUNT(*), SUM(hits), SUM(id), 0 FROM counters",
          "SELECT COUNT(*), SUM(balance), SUM(id), 0 FROM checking",
          "SELECT COUNT(*), SUM(balance), SUM(id), 0 FROM savings");

  /** The newest instant that can be read. */
  static long now(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT MAX(readable_to) FROM sys.tables")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Looks at an instant, and tells what must not be. */
  static Snapshot at(Connection connection, long time, Verdict verdict) throws SQLException {
    StringBuilder digest = new StringBuilder();
    try (Statement statement = connection.createStatement()) {
      for (String query : NEVER) {
        try (ResultSet rows = statement.executeQuery(query + " AS OF " + time)) {
          while (rows.next()) {
            verdict.wrong(
                "as of %s there is (%s, %s) in %s"
                    .formatted(time, rows.getString(1), rows.getString(2), query));
          }
        }
      }
      for (String query : DIGESTS) {
        try (ResultSet row = statement.executeQuery(query + " AS OF " + time)) {
          row.next();
          List<String> values = new ArrayList<>();
          for (int i = 1; i <= 4; i++) {
            values.add(String.valueOf(row.getString(i)));
          }
          digest.append(values);
        }
      }
    }
    verdict.add(Count.CHECKS, 1);
    return new Snapshot(time, digest.toString());
  }
}
