package io.travertine.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The jars that {@code mvn package} leaves in {@code dist/}. */
final class Dist {

  private static final Repository REPOSITORY = Repository.here();

  private Dist() {}

  /** The remote driver. */
  static Path thin() {
    return jar("travertine-jdbc");
  }

  /** Everything. */
  static Path embedded() {
    return jar("travertine-embedded");
  }

  /**
   * A command that runs a main class or a source file with one jar, on the JDK that runs the tests.
   */
  static List<String> java(Path jar, String... main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // newer JDKs warn about the libraries inside unless told; older ones do not know the options
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    // over before optimizing would have paid
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(jar.toString());
    command.addAll(List.of(main));
    return command;
  }

  private static Path jar(String name) {
    Path jar = REPOSITORY.path("dist/" + name + "-" + version() + ".jar");
    assertThat(jar).as("made by `mvn package`").isRegularFile();
    return jar;
  }

  private static String version() {
    Matcher version =
        Pattern.compile("<artifactId>travertine</artifactId>\\s*<version>([^<]+)</version>")
            .matcher(REPOSITORY.text("pom.xml"));
    assertThat(version.find()).isTrue();
    return version.group(1);
  }
}
