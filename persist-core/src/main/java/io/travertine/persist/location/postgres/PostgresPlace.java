package io.travertine.persist.location.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.travertine.persist.location.LocationUri;
import java.sql.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What {@code postgresql://[USER[:PASSWORD]@]HOST[:PORT][,HOST[:PORT]…]/DATABASE[?NAME=VALUE[&…]]}
 * says. Beside pgjdbc's own parameters, which reach it as they are (TLS among them), there are
 * {@code currentSchema}, the schema that is the database of ours, {@code travertine} by default,
 * {@code fsync=off}, which puts up with a server that has it off, and two of HikariCP's names:
 * {@code maximumPoolSize} and {@code connectionTimeout}, in milliseconds. User and password may
 * also come from {@code PGUSER} and {@code PGPASSWORD}, or from pgjdbc's password file.
 *
 * @param hosts with their ports, as written
 * @param database as written
 * @param schema the schema that holds our tables, and nobody else's
 * @param tables what the names of our tables begin with: nothing, but on the ground of probes
 * @param putsUpWithFsyncOff whether a crash of the server may lose commits
 * @param connections at most so many at once
 * @param patience how long to wait for a connection
 * @param isolation as {@link Connection} numbers the levels
 * @param properties for pgjdbc, user and password among them
 */
record PostgresPlace(
    String hosts,
    String database,
    String schema,
    String tables,
    boolean putsUpWithFsyncOff,
    int connections,
    Duration patience,
    int isolation,
    Map<String, String> properties) {

  private static final String DEFAULT_SCHEMA = "travertine";
  private static final int DEFAULT_CONNECTIONS = 8;
  private static final int CONNECTIONS_MOST = 1_000;
  private static final int DEFAULT_PATIENCE_MILLIS = 30_000;

  /** HikariCP takes no less. */
  private static final int PATIENCE_MILLIS_LEAST = 250;

  private static final int PATIENCE_MILLIS_MOST = 3_600_000;

  /** PostgreSQL cuts longer names off. */
  private static final int NAME_BYTES_MOST = 63;

  private static final String EXAMPLE = "postgresql://HOST:PORT/DATABASE?currentSchema=NAME";
  private static final Pattern HOSTS =
      Pattern.compile(
          "HOST(?:,HOST)*"
              .replace("HOST", "(?:\\[[0-9A-Fa-f:.%]+\\]|[^\\[\\]:,/?#\\s]+)(?::[0-9]{1,5})?"));

  /** What we say ourselves. */
  private static final List<String> OURS = List.of("socketFactory", "socketFactoryArg", "PGDBNAME");

  PostgresPlace {
    properties = Map.copyOf(properties);
  }

  /**
   * The place that {@code uri} names.
   *
   * @param environment variables of the process
   * @throws IllegalArgumentException if it names none; the message shows no password
   */
  static PostgresPlace parse(LocationUri uri, Map<String, String> environment) {
    String rest = uri.rest();
    int question = rest.indexOf('?');
    String before = question < 0 ? rest : rest.substring(0, question);
    int at = before.lastIndexOf('@');
    String address = at < 0 ? before : before.substring(at + 1);
    int slash = address.indexOf('/', before.startsWith("//") && at < 0 ? 2 : 0);
    if (!before.startsWith("//") || slash < 0) {
      throw malformed(uri, "it does not look like " + EXAMPLE);
    }
    String hosts = address.substring(at < 0 ? 2 : 0, slash);
    String database = address.substring(slash + 1);
    if (!HOSTS.matcher(hosts).matches()) {
      throw malformed(uri, "it needs a host, or several with commas between them: " + EXAMPLE);
    }
    if (database.isEmpty() || database.contains("/")) {
      throw malformed(uri, "after the host comes one database: " + EXAMPLE);
    }
    Map<String, String> properties = defaults(hosts, environment);
    if (at >= 0) {
      properties.putAll(user(uri, before.substring(2, at)));
    }
    properties.putAll(parameters(uri, question < 0 ? "" : rest.substring(question + 1)));
    return new PostgresPlace(
        hosts,
        database,
        schema(uri, properties),
        "",
        putsUpWithFsyncOff(uri, properties),
        number(uri, properties, "maximumPoolSize", DEFAULT_CONNECTIONS, 1, CONNECTIONS_MOST),
        Duration.ofMillis(
            number(
                uri,
                properties,
                "connectionTimeout",
                DEFAULT_PATIENCE_MILLIS,
                PATIENCE_MILLIS_LEAST,
                PATIENCE_MILLIS_MOST)),
        Connection.TRANSACTION_READ_COMMITTED,
        known(uri, properties));
  }

  /** The same, where the server is as strict as this, or stricter. */
  PostgresPlace atIsolation(int other) {
    return new PostgresPlace(
        hosts,
        database,
        schema,
        tables,
        putsUpWithFsyncOff,
        connections,
        patience,
        other,
        properties);
  }

  /** Other tables on the same server. */
  PostgresPlace ground(String otherSchema, String otherTables) {
    return new PostgresPlace(
        hosts,
        database,
        otherSchema,
        otherTables,
        putsUpWithFsyncOff,
        connections,
        patience,
        isolation,
        properties);
  }

  /** As pgjdbc writes it, without user and password. */
  String jdbcUrl() {
    return "jdbc:postgresql://" + hosts + "/" + database;
  }

  /** For pgjdbc. */
  Properties connectionProperties() {
    Properties all = new Properties();
    all.putAll(properties);
    return all;
  }

  /** The place without how to get in: equal for all that mean it with the same words. */
  @Override
  public String toString() {
    return "postgresql://" + hosts + "/" + database + "?currentSchema=" + schema;
  }

  private static Map<String, String> defaults(String hosts, Map<String, String> environment) {
    Map<String, String> values = new TreeMap<>();
    values.put("ApplicationName", "travertine");
    values.put("connectTimeout", "5");
    values.put("loginTimeout", "10");
    values.put("socketTimeout", "30");
    values.put("tcpKeepAlive", "true");
    if (hosts.contains(",")) {
      values.put("targetServerType", "primary");
    }
    Optional.ofNullable(environment.get("PGUSER")).ifPresent(user -> values.put("user", user));
    Optional.ofNullable(environment.get("PGPASSWORD"))
        .ifPresent(password -> values.put("password", password));
    return values;
  }

  private static Map<String, String> user(LocationUri uri, String info) {
    int colon = info.indexOf(':');
    return colon < 0
        ? Map.of("user", uri.decoded(info))
        : Map.of(
            "user",
            uri.decoded(info.substring(0, colon)),
            "password",
            uri.decoded(info.substring(colon + 1)));
  }

  private static Map<String, String> parameters(LocationUri uri, String query) {
    Map<String, String> values = new TreeMap<>();
    for (String parameter : query.split("&")) {
      if (parameter.isEmpty()) {
        continue;
      }
      int equals = parameter.indexOf('=');
      if (equals < 1) {
        throw malformed(uri, "after ? comes NAME=VALUE, with & between them");
      }
      String name = uri.decoded(parameter.substring(0, equals));
      if (values.put(name, uri.decoded(parameter.substring(equals + 1))) != null) {
        throw malformed(uri, "'" + name + "' is given twice");
      }
    }
    return values;
  }

  private static String schema(LocationUri uri, Map<String, String> properties) {
    String schema = Optional.ofNullable(properties.remove("currentSchema")).orElse(DEFAULT_SCHEMA);
    if (schema.isBlank()
        || schema.indexOf('"') >= 0
        || schema.indexOf('\0') >= 0
        || schema.indexOf(',') >= 0
        || schema.getBytes(UTF_8).length > NAME_BYTES_MOST) {
      throw malformed(uri, "currentSchema must be the name of one schema");
    }
    return schema;
  }

  private static boolean putsUpWithFsyncOff(LocationUri uri, Map<String, String> properties) {
    String fsync = Optional.ofNullable(properties.remove("fsync")).orElse("on");
    if (!fsync.equals("on") && !fsync.equals("off")) {
      throw malformed(uri, "fsync must be on, or off to put up with a server that has it off");
    }
    return fsync.equals("off");
  }

  private static int number(
      LocationUri uri,
      Map<String, String> properties,
      String name,
      int otherwise,
      int least,
      int most) {
    String text = properties.remove(name);
    if (text == null) {
      return otherwise;
    }
    int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
    if (number < least || number > most) {
      throw malformed(uri, "%s must be between %s and %s".formatted(name, least, most));
    }
    return number;
  }

  private static Map<String, String> known(LocationUri uri, Map<String, String> properties) {
    for (String name : properties.keySet()) {
      if (!PostgresSource.knows(name) || OURS.contains(name)) {
        throw malformed(
            uri,
            "there is no parameter '%s'; there are currentSchema, maximumPoolSize, connectionTimeout and pgjdbc's, such as %s"
                .formatted(
                    name,
                    String.join(
                        ", ",
                        Arrays.asList("user", "password", "sslmode", "sslrootcert", "options"))));
      }
    }
    return properties;
  }

  private static IllegalArgumentException malformed(LocationUri uri, String why) {
    return new IllegalArgumentException(uri + " is no PostgreSQL: " + why);
  }
}
