package io.travertine.cli;

import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code travertine demo}: a database in a fresh directory, filled, changed, and read as it was.
 */
final class DemoCommand {

  static final List<String> OPTIONS = List.of("--rows");

  private static final String DEFAULT_DIRECTORY = "travertine-demo";
  private static final int ROWS = 5_000;
  private static final int ROWS_MOST = 1_000_000;

  private static final String SUMMARY =
      "SELECT status, COUNT(*) AS orders, SUM(quantity) AS books,"
          + " SUM(quantity * price) AS revenue FROM orders%s GROUP BY status ORDER BY status";

  private static final String ONE_ORDER =
      "SELECT id, placed_at, customer, city, title, quantity, price, status"
          + " FROM orders%s WHERE id = 3";

  private final PrintStream out;

  DemoCommand(PrintStream out) {
    this.out = out;
  }

  int run(Arguments arguments) {
    Path directory = fresh(arguments.atMostOne());
    int rows = arguments.number("--rows", ROWS, 100, ROWS_MOST);
    String url = "jdbc:travertine:file:" + directory;
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      say("Opened " + url + ", a new database.");
      create(statement);
      DemoOrders.load(connection, rows, new Progress(out, "loading " + rows + " orders", rows));
      long loaded = Clock.system().epochMicros();
      int shipped =
          statement.executeUpdate(
              "UPDATE orders SET status = 'shipped' WHERE status = 'paid' AND MOD(id, 3) <> 0");
      say("Shipped " + shipped + " of the orders that were paid.");
      long changed = Clock.system().epochMicros();
      int cancelled = statement.executeUpdate("DELETE FROM orders WHERE status = 'cancelled'");
      int cheaper =
          statement.executeUpdate(
              "UPDATE orders SET price = CAST(price * 0.9 AS DECIMAL(8, 2)), status = 'reduced'"
                  + " WHERE status = 'paid'");
      say("Deleted " + cancelled + " cancelled orders and reduced " + cheaper + " others.");

      show(statement, "The orders now", "");
      show(
          statement, "The orders before the last two changes", " FOR SYSTEM_TIME AS OF " + changed);
      show(statement, "The orders as they were loaded", " FOR SYSTEM_TIME AS OF " + loaded);
      files(directory);
      next(directory, loaded);
      return Travertine.OK;
    } catch (SQLException e) {
      throw new CommandFailure(e);
    }
  }

  private static Path fresh(Optional<String> argument) {
    if (argument.isPresent()) {
      Path directory = Path.of(argument.get()).toAbsolutePath().normalize();
      if (Files.exists(directory) && !isEmpty(directory)) {
        throw new CommandFailure(
            directory + " is not empty: name a directory that does not exist yet");
      }
      return directory;
    }
    Path directory = Path.of(DEFAULT_DIRECTORY).toAbsolutePath();
    for (int i = 2; Files.exists(directory); i++) {
      directory = Path.of(DEFAULT_DIRECTORY + "-" + i).toAbsolutePath();
    }
    return directory;
  }

  private static boolean isEmpty(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  private void say(String text) {
    out.println(text);
  }

  private void create(Statement statement) throws SQLException {
    String ddl =
        """
        CREATE TABLE orders (
          id BIGINT NOT NULL,
          placed_at TIMESTAMP NOT NULL,
          customer VARCHAR(60) NOT NULL,
          city VARCHAR(40),
          title VARCHAR(80) NOT NULL,
          quantity INTEGER NOT NULL,
          price DECIMAL(8, 2) NOT NULL,
          status VARCHAR(12) NOT NULL)""";
    statement.executeUpdate(ddl);
    say(ddl + ";");
  }

  private void show(Statement statement, String title, String asOf) throws SQLException {
    say("");
    say(title + (asOf.isEmpty() ? "" : ":" + asOf.replace(" FOR SYSTEM_TIME", "")));
    for (String query : List.of(SUMMARY, ONE_ORDER)) {
      try (ResultSet result = statement.executeQuery(query.replace("%s", asOf))) {
        new TextTable(out, "  ").print(result);
      }
      say("");
    }
  }

  private void files(Path directory) {
    say("Where it lies: " + directory);
    try (Stream<Path> paths = Files.walk(directory)) {
      List<Path> files = paths.filter(Files::isRegularFile).sorted().toList();
      long blobs = 0;
      long blobBytes = 0;
      long total = 0;
      for (Path file : files) {
        long bytes = Files.size(file);
        total += bytes;
        if (directory.relativize(file).startsWith("blob")) {
          blobs++;
          blobBytes += bytes;
        } else {
          file(directory.relativize(file).toString(), bytes, meaning(file));
        }
      }
      file("blob/", blobBytes, blobs + " files: Parquet parts of the tables, and their state");
      file("in all", total, "");
    } catch (IOException e) {
      throw new CommandFailure("cannot list " + directory + ": " + e.getMessage());
    }
  }

  private void file(String name, long bytes, String meaning) {
    say(
        String.format(Locale.ROOT, "  %-26s %,12d bytes  %s", name, bytes, meaning)
            .stripTrailing());
  }

  private static String meaning(Path file) {
    String name = String.valueOf(file.getFileName());
    if (name.endsWith(".properties")) {
      return "says that this is a database, and its format";
    }
    if (name.equals("pubsub.lock")) {
      return "where processes that have it open find each other";
    }
    return name.startsWith("consensus") ? "the order of all commits" : "";
  }

  private void next(Path directory, long loaded) {
    Path here = Path.of("").toAbsolutePath();
    Path shown = directory.startsWith(here) ? here.relativize(directory) : directory;
    say("");
    say("What to do next:");
    say("  ./travertine sql " + shown);
    say(
        "  ./travertine sql "
            + shown
            + " -e \"SELECT city, COUNT(*) AS orders FROM orders FOR SYSTEM_TIME AS OF "
            + loaded
            + " GROUP BY city\"");
    say("  ./travertine serve " + shown + " --port 8765");
    say("  ./travertine sql jdbc:travertine://localhost:8765/");
  }
}
