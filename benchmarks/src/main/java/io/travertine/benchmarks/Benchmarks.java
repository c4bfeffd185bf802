package io.travertine.benchmarks;

import io.travertine.benchmarks.engine.Database;
import io.travertine.benchmarks.report.BarChart;
import io.travertine.benchmarks.report.Markdown;
import io.travertine.benchmarks.report.Results;
import io.travertine.benchmarks.work.BulkChanges;
import io.travertine.benchmarks.work.Commits;
import io.travertine.benchmarks.work.Figure;
import io.travertine.benchmarks.work.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Runs everything in rounds, so that a busy minute of the machine spoils one round of everyone and
 * not everything of one, and prints the medians.
 */
public final class Benchmarks {

  private final Options options;
  private final PrintStream progress;
  private final List<Figure> figures = new ArrayList<>();
  private int done;

  private Benchmarks(Options options, PrintStream progress) {
    this.options = options;
    this.progress = progress;
  }

  /** What is measured once, in a directory of its own. */
  private interface Measurement {
    List<Figure> in(Path directory) throws Exception;
  }

  /** See {@link Options#HELP}. */
  public static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    System.setProperty("derby.stream.error.field", Benchmarks.class.getName() + ".SILENCE");
    if (Arrays.asList(args).contains("--help")) {
      System.out.print(Options.HELP);
      return;
    }
    Options options;
    try {
      options = Options.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println("travertine bench: " + e.getMessage());
      System.err.print(Options.HELP);
      System.exit(2);
      return;
    }
    MachineFacts begin = MachineFacts.now(options.directory());
    Results results = new Benchmarks(options, System.err).run();
    System.out.println(begin.describe(MachineFacts.now(options.directory())));
    System.out.println();
    System.out.print(Markdown.of(results, Database.TRAVERTINE.label()));
    if (options.charts().isPresent()) {
      write(results, options.charts().get());
    }
    System.exit(0);
  }

  /** Where Derby writes its log to. */
  public static final OutputStream SILENCE = OutputStream.nullOutputStream();

  private Results run() throws Exception {
    BulkChanges bulk = new BulkChanges(options.rows());
    for (int round = 0; round < options.rounds(); round++) {
      if (options.commits()) {
        commits(Commits.byOne(options.seconds()), "commits, 1 thread");
        commits(Commits.byEight(options.seconds()), "commits, 8 threads");
      }
      if (options.bulk()) {
        for (Database database : options.databases()) {
          measure(database.label() + ": bulk", directory -> bulk.of(database, directory));
        }
      }
    }
    progress.println();
    return new Results(figures);
  }

  private void commits(Commits commits, String name) throws Exception {
    measure("raw log: " + name, directory -> List.of(commits.ofRawLog(directory)));
    for (Database database : options.databases()) {
      measure(
          database.label() + ": " + name, directory -> List.of(commits.of(database, directory)));
    }
  }

  private void measure(String name, Measurement measurement) throws Exception {
    int kinds = (options.commits() ? 2 : 0) + (options.bulk() ? 1 : 0);
    int all = options.rounds() * (kinds * options.databases().size() + (options.commits() ? 2 : 0));
    progress.printf(Locale.ROOT, "[%d/%d] %s%n", ++done, all, name);
    Path directory = Files.createTempDirectory(options.directory(), "travertine-bench-");
    try {
      List<Figure> measured = measurement.in(directory);
      measured.forEach(
          figure ->
              progress.printf(
                  Locale.ROOT,
                  "    %s: %,.0f %s%n",
                  figure.work().title(),
                  figure.perSecond(),
                  figure.work().unit()));
      figures.addAll(measured);
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void write(Results results, Path directory) throws IOException {
    Files.createDirectories(directory);
    for (Work work : Work.values()) {
      List<Results.Row> rows = results.of(work);
      if (!rows.isEmpty()) {
        Files.writeString(
            directory.resolve(work.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".svg"),
            BarChart.of(work, rows, Database.TRAVERTINE.label()));
      }
    }
  }
}
