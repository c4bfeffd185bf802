package io.travertine.crowd;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code ./travertine bench processes}. */
public final class Crowd {

  private static final String HELP =
      """
      travertine bench processes: several JVMs write, change and read the same two tables at once

        --processes N,N   how many at a time (2,4,8)
        --seconds N       how long each time (5)
        --on WHERE        directory, postgres, s3, s3-far (60 ms a request); may be given often;
                          without it all of them
        --seed S          who does what
        --in DIRECTORY    the disk to measure

      Each process has one connection and one thread, which inserts a row, or reads one of 64 rows and
      writes it with one more in a transaction, or reads one, at random. At the end the tables must
      have what was acknowledged. Prints a table.
      """;

  private static final int PATIENCE_SECONDS = 120;

  private final PrintStream out;
  private final PrintStream err;
  private List<Integer> processes = List.of(2, 4, 8);
  private int seconds = 5;
  private long seed = 1;
  private final List<String> kinds = new ArrayList<>();
  private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

  Crowd(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] words) throws Exception {
    Logger.getLogger("").setLevel(Level.SEVERE);
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.exit(new Crowd(out, System.err).run(Arrays.asList(words)));
  }

  int run(List<String> words) throws Exception {
    if (words.contains("--help") || words.contains("-h")) {
      out.print(HELP);
      return 0;
    }
    try {
      parse(words);
    } catch (IllegalArgumentException e) {
      err.println("travertine: " + e.getMessage());
      err.print(HELP);
      return 2;
    }
    Path home = Files.createTempDirectory(directory, "travertine-crowd-");
    out.println(
        "%s cores, %s, JDK %s, %s s each, load %s before"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                Files.getFileStore(home).type(),
                System.getProperty("java.version"),
                seconds,
                load()));
    out.println();
    out.println(
        "| where | JVMs | commits/s | conflicts | "
            + Arrays.stream(Deed.values())
                .map(deed -> deed.title() + ", p50, p99 ms")
                .collect(Collectors.joining(" | "))
            + " | load |");
    out.println("|---|--:|--:|--:|" + "--:|".repeat(Deed.values().length) + "--:|");
    try {
      for (String kind : kinds) {
        Path own = Files.createDirectory(home.resolve(kind));
        try (Place place = Place.of(kind, own)) {
          for (int count : processes) {
            row(place, count, measure(place.newUrl(), count, own));
          }
        }
      }
    } finally {
      delete(home);
    }
    return 0;
  }

  private void parse(List<String> words) {
    for (int i = 0; i < words.size(); i += 2) {
      if (i + 1 == words.size()) {
        throw new IllegalArgumentException("'" + words.get(i) + "' lacks its value");
      }
      String value = words.get(i + 1);
      switch (words.get(i)) {
        case "--processes" ->
            processes = Arrays.stream(value.split(",")).map(Integer::valueOf).toList();
        case "--seconds" -> seconds = Integer.parseInt(value);
        case "--on" -> kinds.add(value);
        case "--seed" -> seed = Long.parseLong(value);
        case "--in" -> directory = Path.of(value);
        default -> throw new IllegalArgumentException("there is no option " + words.get(i));
      }
    }
    if (kinds.isEmpty()) {
      kinds.addAll(List.of("directory", "postgres", "s3", "s3-far"));
    }
  }

  private Tally measure(String url, int count, Path own) throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE event (process INTEGER, number INTEGER, what VARCHAR(40))");
      statement.execute("CREATE TABLE counter (id INTEGER PRIMARY KEY, hits BIGINT NOT NULL)");
      statement.execute(
          "INSERT INTO counter VALUES "
              + IntStream.range(0, Member.ROWS)
                  .mapToObj(id -> "(" + id + ", 0)")
                  .collect(Collectors.joining(", ")));
    }
    List<Process> members = new ArrayList<>();
    Tally tally = new Tally();
    try {
      for (int number = 0; number < count; number++) {
        members.add(start(url, number, own));
      }
      List<BufferedReader> voices =
          members.stream()
              .map(
                  member ->
                      new BufferedReader(
                          new InputStreamReader(member.getInputStream(), StandardCharsets.UTF_8)))
              .toList();
      for (BufferedReader voice : voices) {
        expect(voice, "ready", own);
      }
      for (Process member : members) {
        member.getOutputStream().write('\n');
        member.getOutputStream().flush();
      }
      for (BufferedReader voice : voices) {
        expect(voice, "done", own);
      }
      for (int number = 0; number < count; number++) {
        members.get(number).waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        tally.add(file(own, number));
      }
    } finally {
      members.forEach(Process::destroyForcibly);
    }
    audit(url, tally);
    return tally;
  }

  private Process start(String url, int number, Path own) throws IOException {
    List<String> command =
        List.of(
            ProcessHandle.current().info().command().orElse("java"),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Member.class.getName(),
            url,
            Integer.toString(number),
            Long.toString(seed),
            Integer.toString(seconds),
            file(own, number).toString());
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(own.resolve("errors.log").toFile()))
        .start();
  }

  private static Path file(Path own, int number) {
    return own.resolve("member-" + number);
  }

  private static void expect(BufferedReader voice, String word, Path own) throws IOException {
    String said = voice.readLine();
    if (!word.equals(said)) {
      throw new IOException(
          "a process said " + said + ": " + Files.readString(own.resolve("errors.log")));
    }
  }

  /** Nothing that was acknowledged is lost or doubled. */
  private static void audit(String url, Tally tally) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      require(number(statement, "SELECT SUM(hits) FROM counter"), tally.done(Deed.CHANGE));
      require(number(statement, "SELECT COUNT(*) FROM event"), tally.done(Deed.INSERT));
    }
  }

  private static void require(long found, long acknowledged) {
    if (found != acknowledged) {
      throw new IllegalStateException(
          "acknowledged were %s, and there are %s".formatted(acknowledged, found));
    }
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private void row(Place place, int count, Tally tally) {
    int commits = tally.done(Deed.INSERT) + tally.done(Deed.CHANGE);
    int conflicts = tally.conflicts(Deed.CHANGE);
    double tried = Math.max(1, tally.done(Deed.CHANGE) + conflicts);
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "| %s | %d | %,.0f | %.1f %% |",
            place.name(),
            count,
            commits / (double) seconds,
            100 * conflicts / tried));
    for (Deed deed : Deed.values()) {
      line.append(
          String.format(
              Locale.ROOT, " %.1f, %.0f |", tally.millis(deed, 50), tally.millis(deed, 99)));
    }
    out.println(line.append(' ').append(load()).append(" |"));
  }

  private static String load() {
    return String.format(
        Locale.ROOT, "%.0f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static void delete(Path home) throws IOException {
    try (var paths = Files.walk(home)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
