package io.travertine.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code ./travertine} script, run as a user runs it. */
class LauncherIT {

  private static final Path SCRIPT = Repository.here().path("travertine");

  @TempDir Path directory;

  @Test
  void findsItsToolsAndSaysNothing() {
    assertThat(travertine("tools")).isEqualTo(new Child.Outcome(0, "", ""));
  }

  @Test
  void saysInOneLineHowToGetToolsThatAreMissing() throws IOException {
    Path oldMaven =
        Files.writeString(directory.resolve("mvn"), "#!/bin/sh\necho Apache Maven 3.6.3\n");
    assertThat(oldMaven.toFile().setExecutable(true)).isTrue();

    Child.Outcome outcome =
        Child.run(
            directory,
            settings -> {
              settings.environment().put("PATH", directory + ":" + System.getenv("PATH"));
              settings.environment().put("TRAVERTINE_INSTALL", "no");
            },
            "",
            List.of(SCRIPT.toString(), "tools"));

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.errors().lines()).hasSize(2).last().asString().contains("maven");
  }

  @Test
  void keepsWhatWasWrittenForTheNextRun() {
    String load =
        "CREATE TABLE stone (name VARCHAR(20), hardness INTEGER);"
            + " INSERT INTO stone VALUES ('granite; grey', 6), ('marble', 3)";
    assertThat(travertine("sql", "data", "-e", load))
        .extracting("exit", "errors")
        .containsExactly(0, "");

    Child.Outcome read =
        travertine("sql", "data", "-e", "SELECT name FROM stone WHERE hardness > 5");

    assertThat(read).extracting("exit", "errors").containsExactly(0, "");
    assertThat(read.output()).contains("granite; grey").doesNotContain("marble");
  }

  @Test
  void looksIntoADatabaseAndRehearsesItsUpkeep() {
    travertine(
        "sql", "data", "-e", "CREATE TABLE stone (id INTEGER); INSERT INTO stone VALUES (1)");

    Child.Outcome state = travertine("inspect", "state", "data", "stone");
    assertThat(state).extracting("exit", "errors").containsExactly(0, "");
    assertThat(state.output()).startsWith("{").contains("\"shard_id\": \"s");

    Child.Outcome upkeep = travertine("admin", "force-gc", "data", "stone");
    assertThat(upkeep.exit()).isZero();
    assertThat(upkeep.errors()).isEqualTo("dry run: nothing is written, --commit does it\n");
    assertThat(upkeep.output()).contains("\"dry_run\": true");
  }

  @Test
  void readsStatementsFromItsInput() {
    Child.Outcome outcome = run("VALUES (6 * 7)", "sql", "mem:pipe");

    assertThat(outcome).extracting("exit", "errors").containsExactly(0, "");
    assertThat(outcome.output()).contains("42");
  }

  @Test
  void passesTheExitCodeOfAFailureOn() {
    assertThat(travertine("sql", "mem:x", "-e", "SELECT * FROM nowhere"))
        .satisfies(outcome -> assertThat(outcome.errors()).contains("nowhere"))
        .extracting("exit")
        .isEqualTo(1);
    assertThat(travertine("sing").exit()).isEqualTo(2);
  }

  @Test
  void showsTheDemonstration() {
    Child.Outcome outcome = travertine("demo", "shown");

    assertThat(outcome).extracting("exit", "errors").containsExactly(0, "");
    assertThat(outcome.output()).contains("now", "AS OF", directory.resolve("shown").toString());
    assertThat(directory.resolve("shown")).isNotEmptyDirectory();
  }

  @Test
  void endsWithItsProgram() throws IOException {
    try (Child server =
        Child.start(
            directory,
            settings -> {},
            List.of(SCRIPT.toString(), "serve", "data", "--port", "0"))) {
      assertThat(server.output().readLine()).contains("jdbc:travertine://");
      assertThat(server.terminate()).as("ended by the signal").isEqualTo(128 + 15);
    }
    assertThat(travertine("sql", "data", "-e", "VALUES (1)").exit()).isZero();
  }

  private Child.Outcome travertine(String... arguments) {
    return run("", arguments);
  }

  private Child.Outcome run(String input, String... arguments) {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
    command.addAll(List.of(arguments));
    return Child.run(directory, input, command);
  }
}
