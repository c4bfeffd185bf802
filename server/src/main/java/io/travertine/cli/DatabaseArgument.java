package io.travertine.cli;

import io.travertine.jdbc.url.ConnectUrl;
import java.util.Optional;

/** How a database is named on the command line: by a URL, the tail of one, or a directory. */
final class DatabaseArgument {

  private static final String DEFAULT_DIRECTORY = "travertine-data";

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
    return ConnectUrl.PREFIX + "file:" + text;
  }
}
