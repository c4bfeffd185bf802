package io.travertine.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;

/**
 * Prints one line for the tests of all modules, the way Surefire prints one for each, and one that
 * says which servers they used: Maven runs {@code main} at the end of {@code verify}.
 */
public final class TestTally {

  private TestTally() {}

  /**
   * @param arguments the repository's root, and the start of this build in milliseconds since the
   *     Unix epoch: older reports are of tests that did not run
   */
  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    long began = Instant.parse(arguments[1]).toEpochMilli();
    Count total = new Count(0, 0, 0, 0);
    for (Path report : reports(root)) {
      if (Files.getLastModifiedTime(report).toMillis() >= began) {
        total = total.plus(read(report));
      }
    }
    if (total.tests > 0) {
      System.out.println("[INFO] All modules together:");
      System.out.println(
          "[INFO] Tests run: %d, Failures: %d, Errors: %d, Skipped: %d"
              .formatted(total.tests, total.failures, total.errors, total.skipped));
      System.out.println("[INFO] Servers: " + String.join(", ", servers(root, began)));
    }
  }

  /** What the JVMs of the tests noted, each once. */
  private static Set<String> servers(Path root, long began) throws IOException {
    Set<String> servers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (Path note : files(root, "[^/]+/target/servers/[^/]*\\.txt")) {
      if (Files.getLastModifiedTime(note).toMillis() >= began) {
        servers.addAll(Files.readAllLines(note));
      }
    }
    return servers;
  }

  private static List<Path> reports(Path root) throws IOException {
    return files(root, "[^/]+/target/(quick/)?(surefire|failsafe)-reports/TEST-[^/]*\\.xml");
  }

  private static List<Path> files(Path root, String pattern) throws IOException {
    try (Stream<Path> files =
        Files.find(
            root,
            5,
            (path, attributes) ->
                root.relativize(path).toString().replace('\\', '/').matches(pattern))) {
      return files.toList();
    }
  }

  /** Counts the cases: the totals of a suite leave out its nested classes. */
  private static Count read(Path report) throws Exception {
    Document suite =
        DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(report.toFile());
    return new Count(
        number(suite, "testcase"),
        number(suite, "failure"),
        number(suite, "error"),
        number(suite, "skipped"));
  }

  private static int number(Document suite, String element) {
    return suite.getElementsByTagName(element).getLength();
  }

  private record Count(int tests, int failures, int errors, int skipped) {
    Count plus(Count other) {
      return new Count(
          tests + other.tests,
          failures + other.failures,
          errors + other.errors,
          skipped + other.skipped);
    }
  }
}
