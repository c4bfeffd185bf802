package io.travertine.persist.location;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.logging.Logger;

/** Notes which servers tests use, in a file for each JVM; the build tells them all in the end. */
final class ServersUsed {

  private static final Logger LOG = Logger.getLogger(ServersUsed.class.getName());

  private ServersUsed() {}

  static void note(String server) {
    LOG.info("tests run on " + server);
    Path file = Path.of("target", "servers", ProcessHandle.current().pid() + ".txt");
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, List.of(server), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
