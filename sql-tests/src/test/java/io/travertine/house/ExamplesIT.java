package io.travertine.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every program in examples/, and the one in the README, runs with a jar alone and prints what it
 * says it prints: in its own process with one jar, against a server with the other.
 */
class ExamplesIT {

  private static final Repository REPOSITORY = Repository.here();
  private static final Pattern URL = Pattern.compile("jdbc:travertine://\\S+");

  @TempDir static Path directory;

  private static Child server;
  private static String serverUrl;

  @BeforeAll
  static void serve() throws IOException {
    server =
        Child.start(
            directory,
            settings -> {},
            Dist.java(
                Dist.embedded(), "io.travertine.cli.Travertine", "serve", "served", "--port", "0"));
    BufferedReader output = server.output();
    String line = output.readLine();
    assertThat(line).as("what the server says first").isNotNull();
    Matcher url = URL.matcher(line);
    assertThat(url.find()).as(line).isTrue();
    serverUrl = url.group();
  }

  @AfterAll
  static void endTheServer() {
    server.terminate();
    assertThat(server.errors()).isEmpty();
  }

  static Stream<Path> examples() throws IOException {
    return Files.list(REPOSITORY.path("examples"))
        .filter(file -> file.toString().endsWith(".java"))
        .sorted();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void runsInItsOwnProcess(Path example) throws IOException {
    expectWhatItPromises(
        example, Child.run(directory, "", Dist.java(Dist.embedded(), example.toString())));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void runsAgainstAServer(Path example) throws IOException {
    expectWhatItPromises(
        example, Child.run(directory, "", Dist.java(Dist.thin(), example.toString(), serverUrl)));
  }

  @Test
  void theQuickStartOfTheReadmeRuns() throws IOException {
    Matcher program =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(REPOSITORY.text("README.md"));
    assertThat(program.find()).isTrue();
    Path file = Files.writeString(directory.resolve("Hello.java"), program.group(1));

    Child.Outcome outcome = Child.run(directory, "", Dist.java(Dist.embedded(), file.toString()));

    assertThat(outcome).isEqualTo(new Child.Outcome(0, "granite\n", ""));
  }

  private static void expectWhatItPromises(Path example, Child.Outcome outcome) throws IOException {
    String promised =
        Files.readString(example).split("// Prints:\n", 2)[1].replaceAll("(?m)^// ", "");
    assertThat(outcome).isEqualTo(new Child.Outcome(0, promised, ""));
  }
}
