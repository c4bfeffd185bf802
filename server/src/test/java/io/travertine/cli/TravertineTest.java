package io.travertine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TravertineTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Path parent;

  TravertineTest(@TempDir Path parent) {
    this.parent = parent;
  }

  private int run(String... arguments) {
    return new Travertine(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(Arrays.asList(arguments));
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"help", "--help", "-h"})
  void helps(String argument) {
    assertThat(run(argument)).isZero();
    assertThat(printed()).contains("travertine demo", "travertine sql", "travertine serve");
  }

  @Test
  void tellsItsVersion() {
    assertThat(run("--version")).isZero();
    assertThat(printed()).matches("travertine \\d+\\.\\d+\\.\\d+\\S*\\s+");
  }

  @Test
  void isHelpfulWhenMisused() {
    assertThat(run("dance")).isEqualTo(2);
    assertThat(run("sql", "--nosuch", "x")).isEqualTo(2);
    assertThat(run("sql", "-e")).isEqualTo(2);
    assertThat(run("sql", "a", "b")).isEqualTo(2);
    assertThat(run("serve", "--port", "70000")).isEqualTo(2);
    assertThat(run("serve", "jdbc:travertine://localhost:1/")).isEqualTo(2);
    for (String nowhere : List.of("", "here", "99999", "a b:1", "::1:80", "localhost:-1")) {
      assertThat(run("serve", "--pubsub", nowhere)).as(nowhere).isEqualTo(2);
    }
    assertThat(complained())
        .contains(
            "there is no command 'dance'",
            "there is no option '--nosuch'",
            "option '-e' lacks its value",
            "one argument is enough",
            "'70000' is no value for --port",
            "is a server already",
            "--pubsub takes PORT or HOST:PORT, not 'here'",
            "travertine sql [DATABASE]");
    assertThat(printed()).isEmpty();
  }

  @Test
  void takesNoUrlOfOthersForADirectory() {
    assertThat(run("sql", "-e", "SELECT 1", "nosuch:url")).isEqualTo(2);
    assertThat(run("serve", "mysql://host/db")).isEqualTo(2);
    assertThat(complained())
        .contains("'nosuch:url' is no database", "./nosuch:url", "'mysql://host/db'");
    assertThat(Path.of("nosuch:url")).doesNotExist();
    assertThat(Path.of("mysql:")).doesNotExist();
  }

  @Test
  void runsStatementsAndPrintsTables() {
    String db = parent.resolve("db").toString();

    assertThat(
            run(
                "sql",
                db,
                "-e",
                "CREATE TABLE t (id INTEGER, name VARCHAR(10)); INSERT INTO t VALUES (1, 'ä;'), (22, NULL);",
                "-e",
                "SELECT * FROM t ORDER BY id"))
        .isZero();
    assertThat(printed())
        .isEqualToNormalizingNewlines(
            """
            ok

            2 rows changed

             id | name
            ----+------
              1 | ä;
             22 | NULL
            (2 rows)

            """);
  }

  @Test
  void stopsAtTheFirstErrorAndShowsItsState() throws IOException {
    Path script =
        Files.writeString(
            parent.resolve("script.sql"), "VALUES 1;\nSELECT *\nFROM nosuch;\nVALUES 2;");

    assertThat(run("sql", "mem:cli", "-f", script.toString())).isEqualTo(1);
    assertThat(printed()).contains("(1 row)").doesNotContain("2 ");
    assertThat(complained())
        .contains("error 42P01: table \"nosuch\" does not exist")
        .contains("in: SELECT * FROM nosuch");
  }

  @Test
  void saysWhatItCannotDo() throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "x");

    assertThat(run("sql", file.toString(), "-e", "VALUES 1")).isEqualTo(1);
    assertThat(run("sql", "mem:cli", "-f", parent.resolve("nosuch").toString())).isEqualTo(1);
    assertThat(run("demo", parent.toString())).isEqualTo(1);
    assertThat(run("serve", file.toString())).isEqualTo(1);
    assertThat(complained()).contains("error 08001", "cannot read", "is not empty");
  }

  @Test
  void demonstrates() throws IOException {
    Path db = parent.resolve("demo");

    assertThat(run("demo", db.toString(), "--rows", "300")).as(complained()).isZero();
    assertThat(printed())
        .contains(
            "The orders now",
            "The orders before the last two changes: AS OF ",
            "The orders as they were loaded: AS OF ",
            "consensus",
            "where processes that have it open find each other",
            "./travertine serve");
    assertThat(db.resolve("blob")).isDirectoryRecursivelyContaining(Files::isRegularFile);
    assertThat(run("sql", db.toString(), "-e", "SELECT COUNT(*) FROM orders")).isZero();
  }
}
