package io.travertine.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/**
 * The two jars hold what they should, and nothing that could clash with what else a program uses.
 */
class DistIT {

  private static final List<String> OURS =
      List.of(
          "io/travertine/",
          // natives know the names of these
          "org/sqlite/",
          "com/github/luben/zstd/",
          "org/fusesource/jansi/",
          // part of the wire protocol
          "org/apache/calcite/avatica/proto/",
          "sqlline/");

  @Test
  void everyClassIsOursOrRelocated() throws IOException {
    for (Path jar : List.of(Dist.thin(), Dist.embedded())) {
      assertThat(entries(jar))
          .as(jar.getFileName().toString())
          .filteredOn(entry -> entry.endsWith(".class"))
          .isNotEmpty()
          .allMatch(entry -> OURS.stream().anyMatch(entry::startsWith));
    }
  }

  @Test
  void theRemoteDriverHasNoDatabaseInside() throws IOException {
    assertThat(entries(Dist.thin()))
        .contains("io/travertine/jdbc/TravertineDriver.class")
        .noneMatch(entry -> entry.startsWith("io/travertine/jdbc/embedded/"))
        .noneMatch(entry -> entry.startsWith("io/travertine/persist/"))
        .noneMatch(entry -> entry.startsWith("io/travertine/calcite/"))
        .noneMatch(entry -> entry.startsWith("org/sqlite/"))
        .noneMatch(entry -> entry.contains("/eclipse/jetty/"))
        .noneMatch(entry -> entry.contains("/calcite/rel/"))
        .noneMatch(entry -> entry.contains("/parquet/"));
  }

  @Test
  void ourDriverIsTheOnlyOneThatLoadsByItself() throws IOException {
    for (Path jar : List.of(Dist.thin(), Dist.embedded())) {
      assertThat(
              text(jar, "META-INF/services/java.sql.Driver")
                  .lines()
                  .filter(line -> !line.isBlank()))
          .containsExactly("io.travertine.jdbc.TravertineDriver");
    }
  }

  @Test
  void carriesItsLicences() throws IOException {
    for (Path jar : List.of(Dist.thin(), Dist.embedded())) {
      assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License");
      assertThat(text(jar, "META-INF/NOTICE")).contains("Apache Calcite");
    }
  }

  private static List<String> entries(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().map(ZipEntry::getName).toList();
    }
  }

  private static String text(Path jar, String entry) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return new String(
          file.getInputStream(file.getEntry(entry)).readAllBytes(),
          java.nio.charset.StandardCharsets.UTF_8);
    }
  }
}
