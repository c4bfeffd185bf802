package io.travertine.jdbc.url;

import io.travertine.jdbc.failure.Failures;
import io.travertine.jdbc.failure.States;
import java.net.URI;
import java.net.URISyntaxException;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** A connection URL, taken apart. */
public sealed interface ConnectUrl {

  /** What every URL of ours begins with. */
  String PREFIX = "jdbc:travertine:";

  /** The port of a server unless the URL names another. */
  int DEFAULT_PORT = 8765;

  /** The greatest number a port can have. */
  int PORT_MOST = 65_535;

  ConnectOptions options();

  /**
   * A database in this process.
   *
   * @param location as persist-core writes it, such as {@code mem:NAME} or {@code file:PATH}
   */
  record Embedded(String location, ConnectOptions options) implements ConnectUrl {}

  /** A database behind a server. */
  record Remote(String host, int port, ConnectOptions options) implements ConnectUrl {

    /** Where requests are posted. */
    public URI endpoint() {
      return URI.create((options.tls() ? "https" : "http") + "://" + host + ":" + port + "/");
    }
  }

  /**
   * Takes {@code url} apart; what it leaves open, {@code properties} may say. Properties we do not
   * know are somebody else's and are passed over; keys we do not know in a URL are mistakes.
   *
   * @throws SQLException 08001 with an example if it is malformed
   */
  static ConnectUrl parse(String url, Properties properties) throws SQLException {
    if (!url.startsWith(PREFIX)) {
      throw malformed(url, "it does not begin with " + PREFIX);
    }
    String[] segments = url.substring(PREFIX.length()).split(";", -1);
    ConnectOptions options = options(url, segments, properties);
    String location = segments[0];
    if (location.startsWith("//")) {
      return remote(url, location, options);
    }
    if (!ConnectOption.LOCATION.matcher(location).lookingAt()) {
      throw malformed(url, "it names no location");
    }
    if (location.substring(location.indexOf(':') + 1).isBlank()) {
      throw malformed(
          url, location.startsWith("file:") ? "the path is missing" : "the name is missing");
    }
    return new Embedded(location, options);
  }

  private static Remote remote(String url, String location, ConnectOptions options)
      throws SQLException {
    URI uri;
    try {
      uri = new URI("http:" + location);
    } catch (URISyntaxException e) {
      throw malformed(url, e.getReason() + " in HOST:PORT/SCHEMA");
    }
    if (uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
      throw malformed(url, "host and port are not of the form HOST:PORT");
    }
    if (uri.getPort() > PORT_MOST) {
      throw malformed(url, "port " + uri.getPort() + " is not between 0 and " + PORT_MOST);
    }
    String path = Optional.ofNullable(uri.getPath()).orElse("").replaceFirst("^/", "");
    if (path.contains("/")) {
      throw malformed(url, "after HOST:PORT/ comes one schema name");
    }
    if (options.value(ConnectOption.PUBSUB).isPresent()) {
      throw malformed(url, "the server, not its clients, has a pubsub");
    }
    if (options.value(ConnectOption.CONSENSUS).isPresent()) {
      throw malformed(url, "the server, not its clients, has a consensus");
    }
    if (!path.isEmpty() && options.value(ConnectOption.SCHEMA).isPresent()) {
      throw malformed(url, "the schema is given twice");
    }
    return new Remote(
        uri.getHost(),
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        path.isEmpty() ? options : options.with(ConnectOption.SCHEMA, path));
  }

  private static ConnectOptions options(String url, String[] segments, Properties properties)
      throws SQLException {
    Map<ConnectOption, String> values = new EnumMap<>(ConnectOption.class);
    for (String name : properties.stringPropertyNames()) {
      ConnectOption.named(name)
          .ifPresent(option -> values.put(option, properties.getProperty(name).strip()));
    }
    Map<ConnectOption, String> written = new EnumMap<>(ConnectOption.class);
    for (int i = 1; i < segments.length; i++) {
      if (segments[i].isBlank()) {
        continue;
      }
      int equals = segments[i].indexOf('=');
      if (equals < 0) {
        String shown =
            ConnectOption.named(segments[i].strip()).isPresent()
                ? "'" + segments[i].strip() + "'"
                : "something after a ;";
        throw malformed(url, shown + " is not of the form key=value");
      }
      String key = segments[i].substring(0, equals).strip();
      ConnectOption option =
          ConnectOption.named(key)
              .orElseThrow(
                  () ->
                      malformed(
                          url,
                          "'" + key + "' is not an option; known are " + ConnectOption.known()));
      if (written.put(option, segments[i].substring(equals + 1).strip()) != null) {
        throw malformed(url, "'" + key + "' is given twice");
      }
    }
    values.putAll(written);
    for (Map.Entry<ConnectOption, String> entry : values.entrySet()) {
      Optional<String> objection = entry.getKey().objection(entry.getValue());
      if (objection.isPresent()) {
        throw malformed(
            url,
            entry.getKey().key()
                + "='"
                + withoutPassword(entry.getValue())
                + "' "
                + objection.get());
      }
    }
    return new ConnectOptions(values);
  }

  private static SQLException malformed(String url, String why) {
    return Failures.of(
        States.CANNOT_CONNECT,
        "malformed URL '"
            + withoutPassword(url)
            + "': "
            + why
            + ". Write for example jdbc:travertine:file:/path/to/directory, jdbc:travertine:mem:name"
            + " or jdbc:travertine://localhost:"
            + DEFAULT_PORT
            + "/;asOf=2026-11-22 10:15:00");
  }

  /** {@code url} without what follows a semicolon and is none of our options: it may be secret. */
  private static String withoutUnknown(String url) {
    String[] segments = url.split(";", -1);
    StringBuilder shown = new StringBuilder(segments[0]);
    for (int i = 1; i < segments.length; i++) {
      int equals = segments[i].indexOf('=');
      String key = equals < 0 ? segments[i] : segments[i].substring(0, equals);
      boolean known = key.isBlank() || ConnectOption.named(key.strip()).isPresent();
      shown.append(';').append(known ? segments[i] : equals < 0 ? "…" : key + "=…");
    }
    return shown.toString();
  }

  /** {@code url} as it may be shown: without the passwords of ours and of its locations. */
  static String withoutPassword(String url) {
    return withoutUnknown(
        url.replaceAll("(?i);\\s*password\\s*=[^;]*", ";password=…")
            .replaceAll(
                "(?i)([?&;]\\s*endpoint\\s*=[a-z0-9:%]{0,20}(?:/|%2[f]){2})[^;&]*(?=@|%40)", "$1…")
            .replaceAll("(//[^:@/?;]*:)(?:[^?;/]*[?;].*|[^?;]*)(?=@)", "$1…")
            .replaceAll(
                "(?i)([?&;]\\s*[a-z0-9-]*(?:password|secret|token)[a-z0-9-]*\\s*=)[^&;]*", "$1…"));
  }
}
