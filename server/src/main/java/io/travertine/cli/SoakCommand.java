package io.travertine.cli;

import io.travertine.cli.soak.Figure;
import io.travertine.cli.soak.LineCharts;
import io.travertine.cli.soak.Pace;
import io.travertine.cli.soak.Sample;
import io.travertine.cli.soak.Soak;
import io.travertine.cli.soak.Verdict;
import io.travertine.jdbc.url.ConnectUrl;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.inspect.Footprint;
import io.travertine.persist.inspect.ShardInspector;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code travertine soak}: a commit a second for half an hour, a line a minute, and whether
 * anything grew.
 */
final class SoakCommand {

  static final List<String> OPTIONS = List.of("--minutes", "--chart");

  private static final int MINUTES = 30;
  private static final int MINUTES_MOST = 7 * 24 * 60;

  private final PrintStream out;

  SoakCommand(PrintStream out) {
    this.out = out;
  }

  int run(Arguments arguments) {
    int minutes = arguments.number("--minutes", MINUTES, Verdict.SAMPLES_MIN, MINUTES_MOST);
    return run(arguments, Pace.ofMinutes(minutes));
  }

  /** The same at another pace. */
  int run(Arguments arguments, Pace pace) {
    String url = DatabaseArgument.url(arguments.atMostOne());
    PersistLocation location = DatabaseArgument.location(arguments.atMostOne());
    try {
      out.println("a commit every " + pace.pause().toMillis() + " ms on " + location);
      header();
      List<Sample> samples =
          new Soak(url, () -> look(location), Clock.system(), pace).run(this::line);
      chart(arguments.last("--chart"), ConnectUrl.withoutPassword(url), samples);
      return conclude(samples);
    } catch (SQLException e) {
      throw new CommandFailure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted");
    }
  }

  /** Opened for each look, so that what is remembered of one does not count in the next. */
  private static Footprint look(PersistLocation location) {
    try (ShardInspector inspector = ShardInspector.open(location, PersistConfig.defaults())) {
      return inspector.footprint();
    }
  }

  private void header() {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%7s %8s", "min", "commits"));
    for (Figure figure : Figure.values()) {
      line.append(String.format(Locale.ROOT, " %15s", figure.title()));
    }
    out.println(line.append(String.format(Locale.ROOT, " %12s %12s", "blobs, KiB", "slowest, ms")));
  }

  private void line(Sample sample) {
    StringBuilder line =
        new StringBuilder(
            String.format(Locale.ROOT, "%7.1f %8d", sample.seconds() / 60.0, sample.commits()));
    for (Figure figure : Figure.values()) {
      line.append(String.format(Locale.ROOT, " %15.1f", figure.of(sample)));
    }
    line.append(
        String.format(
            Locale.ROOT,
            " %12d %12d",
            sample.footprint().objectBytes() >> 10,
            sample.slowestMillis()));
    out.println(line);
    out.flush();
  }

  private static void chart(Optional<String> file, String title, List<Sample> samples) {
    if (file.isEmpty()) {
      return;
    }
    try {
      Files.writeString(Path.of(file.get()), LineCharts.of(title, samples));
    } catch (IOException e) {
      throw new CommandFailure("cannot write " + file.get() + ": " + e.getMessage());
    }
  }

  private int conclude(List<Sample> samples) {
    List<Verdict> verdicts = Verdict.on(samples);
    verdicts.forEach(out::println);
    return verdicts.stream().allMatch(Verdict::isFlat) ? Travertine.OK : Travertine.FAILED;
  }
}
