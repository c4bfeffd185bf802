package io.travertine.persist.location.postgres;

import io.travertine.persist.location.probe.Check;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a server says of itself in one of our sessions.
 *
 * @param version as it calls itself
 * @param settings that it has; some of PostgreSQL's kin have fewer
 * @param defaults of those settings, for sessions that set nothing
 */
record PostgresTraits(String version, Map<String, String> settings, Map<String, String> defaults) {

  private static final String VERSION = "version";
  private static final String ASKED =
      """
      SELECT name, setting, reset_val FROM pg_settings WHERE name IN
      ('fsync', 'full_page_writes', 'synchronous_commit', 'transaction_isolation')
      UNION ALL SELECT 'version', version(), ''""";
  private static final String DURABILITY = "durability";
  private static final int VERSION_CHARS = 60;

  static PostgresTraits of(Connection connection) throws SQLException {
    Map<String, String> settings = new TreeMap<>();
    Map<String, String> defaults = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(ASKED)) {
      while (rows.next()) {
        settings.put(rows.getString(1), String.valueOf(rows.getString(2)));
        defaults.put(rows.getString(1), String.valueOf(rows.getString(3)));
      }
    }
    String version = String.valueOf(settings.remove(VERSION));
    return new PostgresTraits(version, settings, defaults);
  }

  /** Whether what it acknowledges outlives a crash. */
  List<Check> durability(PostgresPlace place) {
    List<Check> checks = new ArrayList<>();
    if (isOff(settings, "fsync")) {
      String seen = "the server has fsync off: a crash of its machine loses commits, or all";
      checks.add(
          place.putsUpWithFsyncOff()
              ? Check.warning(DURABILITY, seen, "?fsync=off in the URL puts up with it")
              : Check.unsafe(
                  DURABILITY,
                  seen,
                  "set fsync = on at the server, or say ?fsync=off in the URL of a database that may"
                      + " be lost"));
    }
    if (isOff(settings, "synchronous_commit")) {
      checks.add(
          Check.unsafe(
              DURABILITY,
              "synchronous_commit is off, although our sessions turn it on: what is acknowledged is"
                  + " lost in a crash",
              "set synchronous_commit = on at the server: what stands between, such as PgBouncer in"
                  + " transaction mode, forgets what sessions set"));
    } else if (isOff(defaults, "synchronous_commit")) {
      checks.add(
          Check.warning(
              DURABILITY,
              "the server has synchronous_commit off, which our sessions turn on",
              "set it on at the server if a PgBouncer in transaction mode stands between"));
    }
    if (isOff(settings, "full_page_writes")) {
      checks.add(
          Check.warning(
              DURABILITY,
              "the server has full_page_writes off: a crash can tear its pages",
              "set it on, unless the server's file system writes pages whole, as ZFS does"));
    }
    if (checks.isEmpty()) {
      checks.add(Check.safe(DURABILITY, settings.isEmpty() ? "nothing is off" : shown()));
    }
    return checks;
  }

  Check server() {
    String name = version.length() > VERSION_CHARS ? version.substring(0, VERSION_CHARS) : version;
    return Check.safe(
        "server", name.strip() + ", " + settings.getOrDefault("transaction_isolation", ""));
  }

  private String shown() {
    StringBuilder shown = new StringBuilder();
    for (String name : List.of("fsync", "synchronous_commit", "full_page_writes")) {
      if (settings.containsKey(name)) {
        shown
            .append(shown.isEmpty() ? "" : ", ")
            .append(name)
            .append(' ')
            .append(settings.get(name));
      }
    }
    return shown.toString();
  }

  private static boolean isOff(Map<String, String> settings, String name) {
    return "off".equals(settings.get(name));
  }
}
