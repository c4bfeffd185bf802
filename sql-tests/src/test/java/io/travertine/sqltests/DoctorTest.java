package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.travertine.cli.Travertine;
import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import io.travertine.persist.location.s3.LoopbackS3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code travertine doctor} on every kind of place, safe and not; and who connects is told too. */
class DoctorTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Path parent;

  DoctorTest(@TempDir Path parent) {
    this.parent = parent;
  }

  private int doctor(String... words) {
    out.reset();
    err.reset();
    List<String> line = new java.util.ArrayList<>(List.of("doctor"));
    line.addAll(List.of(words));
    return new Travertine(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(line);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aDirectoryIsSafe() {
    Path db = parent.resolve("db");
    assertThat(doctor(db.toString())).as(printed()).isZero();
    assertThat(printed())
        .startsWith(" guarantee ")
        .containsPattern("database +\\| safe +\\| there is none yet")
        .containsPattern("fsync rate +\\| \\w+ +\\| \\d+ a second")
        .containsPattern("one winner +\\| safe +\\| 8 writers raced \\d+ times");
    assertThat(complained()).isEmpty();
    assertThat(db).doesNotExist();

    assertThat(doctor("file:" + db, "--format", "json")).isZero();
    assertThat(printed()).contains("\"safe\": true", "\"guarantee\": \"one winner\"");
  }

  @Test
  void whereNothingCanBeWrittenIsNotSafe() throws Exception {
    Path mount = Files.createDirectory(parent.resolve("mount"));
    Path shown = Files.createDirectory(parent.resolve("shown"));
    boolean mounted =
        succeeds("mount", "--bind", shown.toString(), mount.toString())
            && succeeds("mount", "-o", "remount,bind,ro", mount.toString());
    assumeTrue(mounted, "nothing can be mounted here");
    try {
      assertThat(doctor(mount.resolve("db").toString())).isEqualTo(1);
      assertThat(printed())
          .containsPattern("permissions +\\| UNSAFE +\\| nothing can be written")
          .contains("Read-only file system");
      assertThat(complained()).contains("is not safe for a database");

      DriverManager.getConnection("jdbc:travertine:file:" + shown).close();
      assertThat(doctor(mount.toString())).isEqualTo(1);
      assertThat(printed())
          .contains("there is one", "this process may only read", ";readOnly=true");
    } finally {
      succeeds("umount", mount.toString());
    }
  }

  @Test
  @ExtendWith(PostgresServers.class)
  void aPostgresIsSafeIfItsServerIs(PostgresServer server) {
    String location = server.newDatabase();
    assertThat(doctor(location)).as(printed()).isZero();
    assertThat(printed()).contains("durability", "one winner");
    if (location.contains("fsync=off")) {
      String strict = location.replace("fsync=off", "fsync=on");
      assertThat(doctor(strict)).isEqualTo(1);
      assertThat(printed())
          .containsPattern("durability +\\| UNSAFE +\\| the server has fsync off")
          .contains("UNSAFE: durability: set fsync = on at the server");
      assertThatThrownBy(() -> DriverManager.getConnection("jdbc:travertine:" + strict))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
          .hasMessageContaining("is unsafe, no database was created there: durability");
    }
  }

  @Test
  void aBucketIsSafeIfItsStoreIs() throws IOException {
    try (LoopbackS3 server = new LoopbackS3()) {
      String url =
          "s3://bucket/db;endpoint=" + server.endpoint() + ";accessKeyId=a;secretAccessKey=hush";
      assertThat(doctor(url)).as(printed()).isZero();
      assertThat(printed()).contains("store's clock");

      server.ignoringConditions();
      assertThat(doctor(url)).isEqualTo(1);
      assertThat(printed())
          .containsPattern("one winner +\\| UNSAFE +\\| \\d of 8 writers who raced")
          .contains("keep the consensus in a store with atomic conditional writes")
          .doesNotContain("hush");
      assertThat(complained()).doesNotContain("hush");
      assertThatThrownBy(
              () -> DriverManager.getConnection("jdbc:travertine:" + url + ";pubsub=none"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
          .hasMessageContaining("is unsafe, no database was created there: one winner")
          .hasMessageNotContaining("hush");
      assertThat(server.names()).isEmpty();
    }
  }

  @Test
  void ofAPlaceThatCannotBeReachedNothingIsKnown() {
    assertThat(doctor("postgresql://nobody@127.0.0.1:1/db", "--format", "json")).isEqualTo(1);
    assertThat(printed())
        .contains("\"safe\": false", "\"verdict\": \"unknown\"")
        .doesNotContain("UNSAFE");
    assertThat(complained()).contains("could not be found out").doesNotContain("is not safe");
  }

  @Test
  void isHelpfulWhenMisused() {
    assertThat(doctor()).isEqualTo(2);
    assertThat(doctor("a", "b")).isEqualTo(2);
    assertThat(doctor("a", "--fast")).isEqualTo(2);
    assertThat(doctor("//localhost:1/")).isEqualTo(2);
    assertThat(complained()).contains("travertine doctor DATABASE:");
    assertThat(doctor("--help")).isZero();
    assertThat(printed()).contains("The exit status is 0");
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException absent) {
      return false;
    }
  }
}
