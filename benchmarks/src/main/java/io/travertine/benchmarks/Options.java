package io.travertine.benchmarks;

import io.travertine.benchmarks.engine.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What to run.
 *
 * @param rounds how often everything is measured; medians count
 * @param seconds how long commits are measured in each round
 * @param rows how many rows are loaded; a multiple of 10,000
 * @param databases who takes part
 * @param commits whether commits are measured
 * @param bulk whether loads and large changes are measured
 * @param directory where the databases lie, each in a fresh directory, deleted afterwards
 * @param charts where pictures go
 */
record Options(
    int rounds,
    Duration seconds,
    int rows,
    List<Database> databases,
    boolean commits,
    boolean bulk,
    Path directory,
    Optional<Path> charts) {

  static final String HELP =
      """
      travertine bench: Travertine beside other databases, every commit durable, in one run

        --rounds N         how often everything is measured; medians count (3)
        --seconds N        how long commits are measured in each round (5)
        --rows N           how many rows are loaded, a multiple of 10,000 (600000)
        --only NAMES       of travertine,sqlite,postgresql,derby,hsqldb,duckdb,h2_forced,h2
        --work commits|bulk
        --directory DIR    the disk to measure (the system's temporary directory)
        --charts DIR       writes SVG pictures there
      """;

  /**
   * @throws IllegalArgumentException if there is no such option, or it has no such value
   */
  static Options parse(String[] args) {
    Options options =
        new Options(
            3,
            Duration.ofSeconds(5),
            600_000,
            List.of(Database.values()),
            true,
            true,
            Path.of(System.getProperty("java.io.tmpdir")),
            Optional.empty());
    Iterator<String> words = Arrays.asList(args).iterator();
    while (words.hasNext()) {
      String name = words.next();
      if (!words.hasNext()) {
        throw new IllegalArgumentException(name + " needs a value");
      }
      options = options.with(name, words.next());
    }
    return options;
  }

  private Options with(String name, String value) {
    return switch (name) {
      case "--rounds" -> copy(positive(value), seconds, rows, databases, commits, bulk);
      case "--seconds" ->
          copy(rounds, Duration.ofSeconds(positive(value)), rows, databases, commits, bulk);
      case "--rows" -> copy(rounds, seconds, positive(value), databases, commits, bulk);
      case "--only" -> copy(rounds, seconds, rows, databases(value), commits, bulk);
      case "--work" -> {
        if (!value.equals("commits") && !value.equals("bulk")) {
          throw new IllegalArgumentException("--work is commits or bulk, not " + value);
        }
        yield copy(rounds, seconds, rows, databases, value.equals("commits"), value.equals("bulk"));
      }
      case "--directory" ->
          new Options(rounds, seconds, rows, databases, commits, bulk, Path.of(value), charts);
      case "--charts" ->
          new Options(
              rounds,
              seconds,
              rows,
              databases,
              commits,
              bulk,
              directory,
              Optional.of(Path.of(value)));
      default -> throw new IllegalArgumentException("there is no option " + name);
    };
  }

  private Options copy(
      int newRounds,
      Duration newSeconds,
      int newRows,
      List<Database> newDatabases,
      boolean newCommits,
      boolean newBulk) {
    return new Options(
        newRounds, newSeconds, newRows, newDatabases, newCommits, newBulk, directory, charts);
  }

  private static int positive(String value) {
    int number = Integer.parseInt(value);
    if (number <= 0) {
      throw new IllegalArgumentException(value + " is not positive");
    }
    return number;
  }

  private static List<Database> databases(String names) {
    return Arrays.stream(names.split(","))
        .map(name -> Database.valueOf(name.strip().toUpperCase(Locale.ROOT)))
        .toList();
  }
}
