package io.travertine.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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

  /** The java command of the JDK that runs the tests. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
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
