package io.travertine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every example in docs/operations.md works, and prints what it says it prints; {@code …} stands
 * for anything.
 */
class OperationsDocTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "operations.md");
  private static final Pattern BLOCK = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  private static final String DATABASE = "travertine-data";
  private static final String PROMPT = "$ ./travertine ";

  private record Example(String command, String output) {}

  @Test
  void everyExampleDoesWhatItSays(@TempDir Path parent) throws IOException {
    Path directory = parent.resolve(DATABASE);
    List<Example> examples = examples(Files.readString(DOCUMENT));
    assertThat(examples).hasSizeGreaterThan(15);
    for (Example example : examples) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      int status =
          new Travertine(
                  new PrintStream(out, true, StandardCharsets.UTF_8),
                  new PrintStream(err, true, StandardCharsets.UTF_8))
              .run(words(example.command(), directory));
      assertThat(status)
          .as("%s: %s", example.command(), err.toString(StandardCharsets.UTF_8))
          .isZero();
      if (!example.output().isEmpty()) {
        assertThat(out.toString(StandardCharsets.UTF_8))
            .as(example.command())
            .matches(pattern(example.output()));
      }
    }
  }

  private static List<Example> examples(String document) {
    List<Example> examples = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(document);
    while (blocks.find()) {
      String block = blocks.group(1);
      assertThat(block).startsWith(PROMPT);
      for (String each : block.substring(PROMPT.length()).split("\n" + Pattern.quote(PROMPT), -1)) {
        String[] lines = each.split("\n", 2);
        examples.add(new Example(lines[0], lines.length < 2 ? "" : lines[1]));
      }
    }
    return examples;
  }

  private static List<String> words(String command, Path directory) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find()) {
      String text = word.group(1) == null ? word.group(2) : word.group(1);
      words.add(text.equals(DATABASE) ? directory.toString() : text);
    }
    return words;
  }

  /** A line of {@code …} alone stands for any lines, else for the rest of one or a part of it. */
  private static Pattern pattern(String output) {
    StringBuilder pattern = new StringBuilder();
    for (String line : output.stripTrailing().split("\n")) {
      if (line.equals("…")) {
        pattern.append("(.*\\R)*");
      } else {
        for (String piece : line.split("…", -1)) {
          pattern.append(Pattern.quote(piece)).append(".*");
        }
        pattern.setLength(pattern.length() - 2);
        pattern.append("\\R");
      }
    }
    return Pattern.compile(pattern.toString());
  }
}
