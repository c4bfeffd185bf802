package io.travertine.jdbc.url;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What may follow the location of a URL as {@code ;key=value}, or come as a connection property.
 */
public enum ConnectOption {
  SCHEMA("schema", "the schema unqualified names are looked up in; public by default"),
  AS_OF(
      "asOf",
      "read everything as of this time: microseconds since 1970, or a timestamp like 2026-11-22 10:15:00"),
  READ_ONLY("readOnly", "true refuses every change", "false", "true"),
  FETCH_SIZE("fetchSize", "rows fetched at a time; 1000 by default"),
  TIME_ZONE(
      "timeZone", "the zone in which zone-less timestamps are read as instants; UTC by default"),
  CONSENSUS(
      "consensus",
      "the location of the consensus where it is not that of the objects, such as"
          + " postgresql://HOST/DATABASE"),
  LOGIN_TIMEOUT(
      "loginTimeout",
      "seconds that connecting may take; what DriverManager.setLoginTimeout says by default, or 30"),
  USER("user", "who connects to a server, or to the PostgreSQL that holds the database"),
  PASSWORD("password", "the password for user"),
  REGION("region", "where the bucket of an s3: location is; what the environment says by default"),
  ENDPOINT("endpoint", "https://HOST:PORT of a store that talks S3 and is not Amazon's"),
  PATH_STYLE(
      "pathStyle",
      "true names the bucket in the path instead of the host; by default if there is an endpoint"),
  CHECKSUMS(
      "checksums",
      "required leaves out checksums that some stores do not understand; by default if there is an"
          + " endpoint, and otherwise supported"),
  ACCESS_KEY_ID("accessKeyId", "who reads and writes the bucket, unless the environment says"),
  SECRET_ACCESS_KEY("secretAccessKey", "the secret that belongs to accessKeyId"),
  SESSION_TOKEN("sessionToken", "the token that belongs to an accessKeyId for a while"),
  TLS("tls", "true talks https to the server", "false", "true"),
  PUBSUB(
      "pubsub",
      "how processes on one database tell each other of commits: auto (the default), none or"
          + " tcp://HOST:PORT of a travertine serve --pubsub; the first connection of a process"
          + " decides"),
  SERIALIZATION("serialization", "how values travel to and from a server", "protobuf", "json");

  /** Those of locations in a bucket. */
  public static final Set<ConnectOption> OF_BUCKETS =
      Set.copyOf(EnumSet.range(REGION, SESSION_TOKEN));

  /** How every location begins; a single letter is a drive. */
  static final Pattern LOCATION = Pattern.compile("[a-z][a-z0-9+.-]+:");

  private final String key;
  private final String description;
  private final List<String> choices;

  ConnectOption(String key, String description, String... choices) {
    this.key = key;
    this.description = description;
    this.choices = List.of(choices);
  }

  /** As it is written in URLs. */
  public String key() {
    return key;
  }

  public String description() {
    return description;
  }

  /** The values it may have, its default first; empty if they cannot be listed. */
  public List<String> choices() {
    return choices;
  }

  /** The option written {@code key}, in any case. */
  public static Optional<ConnectOption> named(String key) {
    return Arrays.stream(values()).filter(option -> option.key.equalsIgnoreCase(key)).findFirst();
  }

  /** All keys, for messages. */
  static String known() {
    return Arrays.stream(values()).map(ConnectOption::key).collect(Collectors.joining(", "));
  }

  /** Why {@code value} will not do, or empty if it will. */
  Optional<String> objection(String value) {
    if (!choices.isEmpty()) {
      return choices.stream().anyMatch(value::equalsIgnoreCase)
          ? Optional.empty()
          : Optional.of("must be one of " + String.join(", ", choices));
    }
    return switch (this) {
      case FETCH_SIZE ->
          value.matches("[0-9]{1,9}") ? Optional.empty() : Optional.of("must be a number of rows");
      case LOGIN_TIMEOUT ->
          value.matches("[0-9]{1,9}")
              ? Optional.empty()
              : Optional.of("must be a number of seconds");
      case TIME_ZONE -> zoneObjection(value);
      case PUBSUB ->
          PubSubChoice.parse(value).isPresent()
              ? Optional.empty()
              : Optional.of("must be auto, none or tcp://HOST:PORT");
      case CONSENSUS ->
          LOCATION.matcher(value).lookingAt()
              ? Optional.empty()
              : Optional.of("must be a location such as postgresql://HOST/DATABASE");
      case SCHEMA, AS_OF -> value.isBlank() ? Optional.of("must not be empty") : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<String> zoneObjection(String value) {
    try {
      ZoneId.of(value);
      return Optional.empty();
    } catch (DateTimeException unknown) {
      return Optional.of("must be a time zone such as UTC, +02:00 or Europe/Berlin");
    }
  }
}
