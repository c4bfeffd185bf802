package io.travertine.jdbc.url;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The options of one connection, checked.
 *
 * @param values those that were given
 */
public record ConnectOptions(Map<ConnectOption, String> values) {

  /** Rows in a frame unless somebody asks for another number. */
  public static final int DEFAULT_FETCH_SIZE = 1000;

  private static final Duration DEFAULT_LOGIN_TIMEOUT = Duration.ofSeconds(30);

  public ConnectOptions {
    values = Map.copyOf(values);
  }

  public Optional<String> value(ConnectOption option) {
    return Optional.ofNullable(values.get(option));
  }

  public boolean readOnly() {
    return isTrue(ConnectOption.READ_ONLY);
  }

  public boolean tls() {
    return isTrue(ConnectOption.TLS);
  }

  /** Whether values travel as JSON rather than protobuf. */
  public boolean json() {
    return value(ConnectOption.SERIALIZATION).filter("json"::equalsIgnoreCase).isPresent();
  }

  public int fetchSize() {
    int rows = value(ConnectOption.FETCH_SIZE).map(Integer::parseInt).orElse(0);
    return rows == 0 ? DEFAULT_FETCH_SIZE : rows;
  }

  /** How long connecting may take. */
  public Duration loginTimeout() {
    return value(ConnectOption.LOGIN_TIMEOUT)
        .map(Long::parseLong)
        .filter(seconds -> seconds > 0)
        .map(Duration::ofSeconds)
        .orElse(DEFAULT_LOGIN_TIMEOUT);
  }

  /** How processes on a database tell each other of commits. */
  public PubSubChoice pubSub() {
    return value(ConnectOption.PUBSUB)
        .flatMap(PubSubChoice::parse)
        .orElse(new PubSubChoice.Automatic());
  }

  /** The zone of the session, never the JVM's. */
  public ZoneId timeZone() {
    return value(ConnectOption.TIME_ZONE).map(ZoneId::of).orElse(ZoneOffset.UTC);
  }

  /** What a session is opened with, by key; secrets stay here. */
  public Map<String, String> forSession() {
    Map<String, String> session = new LinkedHashMap<>();
    for (ConnectOption option :
        new ConnectOption[] {
          ConnectOption.SCHEMA,
          ConnectOption.AS_OF,
          ConnectOption.READ_ONLY,
          ConnectOption.TIME_ZONE,
          ConnectOption.LOGIN_TIMEOUT,
          ConnectOption.USER
        }) {
      value(option).ifPresent(value -> session.put(option.key(), value));
    }
    return session;
  }

  ConnectOptions with(ConnectOption option, String value) {
    Map<ConnectOption, String> more = new EnumMap<>(ConnectOption.class);
    more.putAll(values);
    more.put(option, value);
    return new ConnectOptions(more);
  }

  private boolean isTrue(ConnectOption option) {
    return value(option).filter("true"::equalsIgnoreCase).isPresent();
  }
}
