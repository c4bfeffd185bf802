package io.travertine.jdbc;

import io.travertine.jdbc.doorway.Doorway;
import io.travertine.jdbc.failure.Failures;
import io.travertine.jdbc.failure.States;
import io.travertine.jdbc.remote.RemoteDoorway;
import io.travertine.jdbc.url.ConnectOption;
import io.travertine.jdbc.url.ConnectUrl;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Arrays;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The JDBC driver of Travertine. URLs, everything after the location as {@code ;key=value}:
 *
 * <ul>
 *   <li>{@code jdbc:travertine:mem:NAME}: in this process, gone with it
 *   <li>{@code jdbc:travertine:file:PATH}: a directory, created if absent
 *   <li>{@code jdbc:travertine://HOST:PORT/[SCHEMA]}: behind a server
 * </ul>
 *
 * Thread-safe. The options are those of {@link ConnectOption}.
 */
public final class TravertineDriver implements Driver {

  /** Where databases in this process come from; not in the thin jar. */
  private static final String EMBEDDED = "io.travertine.jdbc.embedded.EmbeddedDoorway";

  /**
   * The libraries renamed into our jars; held here, for a logger nobody holds forgets its level.
   */
  private static final Logger LIBRARIES = Logger.getLogger("io.travertine.shaded");

  static {
    if (LIBRARIES.getLevel() == null) {
      LIBRARIES.setLevel(Level.WARNING);
    }
    try {
      DriverManager.registerDriver(new TravertineDriver());
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Override
  public @Nullable Connection connect(String url, @Nullable Properties info) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    ConnectUrl parsed = ConnectUrl.parse(url, withLoginTimeout(info));
    try {
      return TravertineConnection.open(url, parsed, doorway(parsed));
    } catch (RuntimeException e) {
      throw Failures.from(e);
    }
  }

  /** The properties, with what the DriverManager says where they say nothing. */
  private static Properties withLoginTimeout(@Nullable Properties info) {
    Properties properties = new Properties();
    if (DriverManager.getLoginTimeout() > 0) {
      properties.setProperty(
          ConnectOption.LOGIN_TIMEOUT.key(), String.valueOf(DriverManager.getLoginTimeout()));
    }
    if (info != null) {
      info.stringPropertyNames()
          .forEach(name -> properties.setProperty(name, info.getProperty(name)));
    }
    return properties;
  }

  private static Doorway doorway(ConnectUrl url) throws SQLException {
    if (url instanceof ConnectUrl.Remote remote) {
      return RemoteDoorway.to(remote);
    }
    try {
      return (Doorway)
          Class.forName(EMBEDDED).getMethod("open", ConnectUrl.Embedded.class).invoke(null, url);
    } catch (java.lang.reflect.InvocationTargetException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof LinkageError) {
        throw thin(url, cause);
      }
      throw Failures.from(cause);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw thin(url, e);
    }
  }

  private static SQLException thin(ConnectUrl url, Throwable cause) {
    return Failures.of(
        States.CANNOT_CONNECT,
        "this is the thin driver, for servers only: to open "
            + ConnectUrl.withoutPassword(((ConnectUrl.Embedded) url).location())
            + " in this process, use travertine-embedded instead of travertine-jdbc",
        cause);
  }

  @Override
  public boolean acceptsURL(@Nullable String url) throws SQLException {
    if (url == null) {
      throw Failures.of(States.CANNOT_CONNECT, "the URL is null");
    }
    return url.startsWith(ConnectUrl.PREFIX);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, @Nullable Properties info)
      throws SQLException {
    if (!acceptsURL(url)) {
      return new DriverPropertyInfo[0];
    }
    ConnectUrl parsed = ConnectUrl.parse(url, info == null ? new Properties() : info);
    return Arrays.stream(ConnectOption.values())
        .map(option -> describe(option, parsed))
        .toArray(DriverPropertyInfo[]::new);
  }

  private static DriverPropertyInfo describe(ConnectOption option, ConnectUrl url) {
    DriverPropertyInfo property =
        new DriverPropertyInfo(option.key(), url.options().value(option).orElse(null));
    property.description = option.description();
    property.required = false;
    if (!option.choices().isEmpty()) {
      property.choices = option.choices().toArray(String[]::new);
      if (property.value == null) {
        property.value = option.choices().get(0);
      }
    }
    return property;
  }

  @Override
  public int getMajorVersion() {
    return Version.MAJOR;
  }

  @Override
  public int getMinorVersion() {
    return Version.MINOR;
  }

  /** Not while transactions are missing. */
  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return Logger.getLogger("io.travertine");
  }
}
