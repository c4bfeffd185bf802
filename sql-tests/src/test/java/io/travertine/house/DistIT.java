package io.travertine.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

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

  /** As database tools load drivers: apart from their own classes, and with nothing else beside. */
  @Test
  void worksInAClassLoaderOfItsOwn(@TempDir Path directory) throws Exception {
    works("file:" + directory.resolve("data"));
  }

  /** pgjdbc has another name there, and finds our sockets by theirs. */
  @Test
  @ExtendWith(PostgresServers.class)
  void opensAPostgresInAClassLoaderOfItsOwn(PostgresServer server) throws Exception {
    works(server.newDatabase());
  }

  private static void works(String location) throws Exception {
    URL[] jar = {Dist.embedded().toUri().toURL()};
    try (URLClassLoader apart = new URLClassLoader(jar, ClassLoader.getPlatformClassLoader())) {
      Driver driver =
          (Driver)
              apart
                  .loadClass("io.travertine.jdbc.TravertineDriver")
                  .getDeclaredConstructor()
                  .newInstance();
      try (Connection connection = driver.connect("jdbc:travertine:" + location, new Properties());
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE stone (name VARCHAR(20), hardness INTEGER)");
        statement.executeUpdate("INSERT INTO stone VALUES ('granite', 6), ('marble', 3)");
        try (ResultSet sum =
            statement.executeQuery("SELECT UPPER(MAX(name)), SUM(hardness) FROM stone")) {
          assertThat(sum.next()).isTrue();
          assertThat(sum.getString(1)).isEqualTo("MARBLE");
          assertThat(sum.getLong(2)).isEqualTo(9);
        }
      }
    }
  }

  @Test
  void carriesItsLicences() throws IOException {
    for (Path jar : List.of(Dist.thin(), Dist.embedded())) {
      assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License");
      assertThat(text(jar, "META-INF/NOTICE")).contains("Apache Calcite");
    }
    assertThat(text(Dist.embedded(), "META-INF/NOTICE"))
        .contains("io.travertine.calcite.parse.generated are generated from the SQL grammar");
  }

  private static List<String> entries(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().map(ZipEntry::getName).toList();
    }
  }

  private static String text(Path jar, String entry) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return new String(
          file.getInputStream(file.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
