package io.travertine.cli;

import static java.util.stream.Collectors.toSet;

import io.travertine.jdbc.embedded.EmbeddedLocation;
import io.travertine.jdbc.url.ConnectOption;
import io.travertine.jdbc.url.ConnectUrl;
import io.travertine.persist.location.PersistLocation;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How a database is named on the command line: by a URL, the tail of one, or a directory. */
final class DatabaseArgument {

  private static final String DEFAULT_DIRECTORY = "travertine-data";

  private static final List<String> SCHEMES = List.of("mem:", "file:", "postgresql:", "s3:", "//");

  /** What tells where a database is, not how to use it. */
  private static final Set<ConnectOption> PLACE =
      Stream.concat(
              Stream.of(ConnectOption.CONSENSUS, ConnectOption.USER, ConnectOption.PASSWORD),
              ConnectOption.OF_BUCKETS.stream())
          .collect(toSet());

  /** What begins like a URL; a single letter is a drive. */
  private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:");

  private DatabaseArgument() {}

  /** The URL that {@code argument} stands for. */
  static String url(Optional<String> argument) {
    String text = argument.orElse(DEFAULT_DIRECTORY);
    if (text.startsWith("jdbc:")) {
      return text;
    }
    if (SCHEMES.stream().anyMatch(text::startsWith)) {
      return ConnectUrl.PREFIX + text;
    }
    if (URL.matcher(text).lookingAt()) {
      throw new MisuseException(
          "'"
              + ConnectUrl.withoutPassword(text)
              + "' is no database: name a directory, mem:NAME, file:PATH,"
              + " postgresql://HOST/DATABASE, s3://BUCKET/PREFIX or //HOST:PORT/ ("
              + "a directory of that name is ./"
              + ConnectUrl.withoutPassword(text)
              + ")");
    }
    return ConnectUrl.PREFIX + "file:" + text;
  }

  /**
   * The location that {@code argument} stands for, for a command that works on it itself.
   *
   * @throws MisuseException if it is a server, or has options
   */
  static PersistLocation location(Optional<String> argument) {
    String url = url(argument);
    try {
      if (ConnectUrl.parse(url, new Properties()) instanceof ConnectUrl.Embedded embedded) {
        if (!PLACE.containsAll(embedded.options().values().keySet())) {
          throw new MisuseException(
              "options belong into the URLs of those who connect: "
                  + ConnectUrl.withoutPassword(url));
        }
        return EmbeddedLocation.of(embedded);
      }
    } catch (SQLException e) {
      throw new CommandFailure(e);
    } catch (IllegalArgumentException e) {
      throw new MisuseException(String.valueOf(e.getMessage()));
    }
    throw new MisuseException("'" + url + "' is a server already: name a directory");
  }
}
