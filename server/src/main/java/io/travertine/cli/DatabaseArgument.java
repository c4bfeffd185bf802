package io.travertine.cli;

import io.travertine.jdbc.url.ConnectUrl;
import io.travertine.persist.location.PersistLocation;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/** How a database is named on the command line: by a URL, the tail of one, or a directory. */
final class DatabaseArgument {

  private static final String DEFAULT_DIRECTORY = "travertine-data";

  /** What begins like a URL; a single letter is a drive. */
  private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:");

  private DatabaseArgument() {}

  /** The URL that {@code argument} stands for. */
  static String url(Optional<String> argument) {
    String text = argument.orElse(DEFAULT_DIRECTORY);
    if (text.startsWith("jdbc:")) {
      return text;
    }
    if (text.startsWith("mem:") || text.startsWith("file:") || text.startsWith("//")) {
      return ConnectUrl.PREFIX + text;
    }
    if (URL.matcher(text).lookingAt()) {
      throw new MisuseException(
          "'"
              + text
              + "' is no database: name a directory, mem:NAME, file:PATH or //HOST:PORT/ ("
              + "a directory of that name is ./"
              + text
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
        if (!embedded.options().values().isEmpty()) {
          throw new MisuseException("options belong into the URLs of those who connect: " + url);
        }
        return PersistLocation.of(embedded.location());
      }
    } catch (SQLException e) {
      throw new CommandFailure(e);
    }
    throw new MisuseException("'" + url + "' is a server already: name a directory");
  }
}
