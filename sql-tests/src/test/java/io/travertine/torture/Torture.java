package io.travertine.torture;

import io.travertine.torture.Verdict.Count;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;

/** {@code ./travertine torture}. */
public final class Torture {

  private static final String HELP =
      """
      travertine torture [--kills N] [--seed S] [--on WHERE]…: kill -9 processes that write to a
        database, restart the server below them, and compare what they said with what is there

        --kills N         how many, over all places (60)
        --minutes M       when to stop in each place, however few they were (60)
        --seed S          which kills; what happens at them is up to the machine
        --on WHERE        directory, postgres, s3, or the URL of a database that does not exist yet;
                          may be given often; without it the first three
        --in DIRECTORY    where databases and logs go, instead of one that is deleted if all is well

      The exit status is 1 if a commit was lost or doubled, or anything else was wrong.
      """;

  private static final int KILLS = 60;
  private static final int BAR = 30;

  private final PrintStream out;
  private final boolean terminal;
  private int kills = KILLS;
  private Duration most = Duration.ofMinutes(60);
  private long seed = new Random().nextInt(1_000_000);
  private final List<String> places = new ArrayList<>();
  private Path directory = Path.of("");

  private Torture(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  public static void main(String[] words) throws Exception {
    Logger.getLogger("").setLevel(Level.SEVERE);
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.exit(new Torture(out, System.console() != null).run(Arrays.asList(words)));
  }

  private int run(List<String> words) throws Exception {
    if (words.contains("--help") || words.contains("-h")) {
      out.print(HELP);
      return 0;
    }
    try {
      parse(words);
    } catch (IllegalArgumentException | SQLException e) {
      out.println("travertine: " + e.getMessage());
      out.print(HELP);
      return 2;
    }
    boolean ours = directory.toString().isEmpty();
    Path home = ours ? Files.createTempDirectory("travertine-torture") : directory;
    Files.createDirectories(home);
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    out.println(
        "torture: %s kills on %s, seed %s".formatted(kills, String.join(", ", places), seed));
    int left = kills;
    for (int i = 0; i < places.size(); i++) {
      int share = left / (places.size() - i);
      left -= share;
      run(places.get(i), share, home, verdicts);
    }
    Report report = new Report(out);
    report.table(verdicts);
    boolean right = verdicts.values().stream().allMatch(Verdict::isRight);
    if (right && ours) {
      delete(home);
    } else {
      out.println("databases and logs: " + home);
    }
    return right ? 0 : 1;
  }

  private void parse(List<String> words) throws SQLException {
    for (int i = 0; i < words.size(); i += 2) {
      if (i + 1 == words.size()) {
        throw new IllegalArgumentException("'" + words.get(i) + "' lacks its value");
      }
      String value = words.get(i + 1);
      switch (words.get(i)) {
        case "--kills" -> kills = Integer.parseInt(value);
        case "--minutes" -> most = Duration.ofMinutes(Integer.parseInt(value));
        case "--seed" -> seed = Long.parseLong(value);
        case "--on" -> {
          if (value.startsWith("jdbc:")) {
            Place.check(value);
          } else if (!List.of("directory", "postgres", "s3").contains(value)) {
            throw new IllegalArgumentException("'" + value + "' is no place");
          }
          places.add(value);
        }
        case "--in" -> directory = Path.of(value);
        default -> throw new IllegalArgumentException("there is no option " + words.get(i));
      }
    }
    if (places.isEmpty()) {
      places.addAll(List.of("directory", "postgres", "s3"));
    }
    if (kills < places.size()) {
      throw new IllegalArgumentException("at least one kill for each place");
    }
  }

  private void run(String where, int share, Path home, Map<String, Verdict> verdicts)
      throws Exception {
    Path own = Files.createDirectories(home.resolve(where.replaceAll("[^A-Za-z0-9]+", "-")));
    try (Place place = open(where, own)) {
      long began = System.nanoTime();
      Campaign campaign =
          new Campaign(
              place,
              Campaign.Size.of(share, most),
              List.of(),
              Orders.Fault.NONE,
              seed,
              own,
              verdict -> progress(place, verdict, share));
      Verdict verdict = campaign.run();
      verdict.took(System.nanoTime() - began);
      verdicts.put(place.name(), verdict);
      if (terminal) {
        out.print("\r\033[K");
      }
    }
  }

  private static Place open(String where, Path own) throws IOException {
    return switch (where) {
      case "directory" -> new DirectoryPlace(own);
      case "postgres" -> new PostgresPlace(own);
      case "s3" -> new BucketPlace();
      default -> new GivenPlace(where);
    };
  }

  private synchronized void progress(Place place, Verdict verdict, int share) {
    long done = verdict.of(Count.KILLS);
    if (terminal) {
      int filled = (int) (BAR * done / share);
      out.printf(
          Locale.ROOT,
          "\r\033[K[%s%s] %d/%d kills on %s, %,d commits",
          "#".repeat(filled),
          ".".repeat(BAR - filled),
          done,
          share,
          place.name(),
          verdict.of(Count.ACKNOWLEDGED));
    } else if (done % Math.max(1, share / 8) == 0) {
      out.printf(
          Locale.ROOT,
          "%s: %d of %d kills, %,d commits, %d wrong%n",
          place.name(),
          done,
          share,
          verdict.of(Count.ACKNOWLEDGED),
          verdict.wrong().size());
    }
  }

  private static void delete(Path home) throws IOException {
    try (var paths = Files.walk(home)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
