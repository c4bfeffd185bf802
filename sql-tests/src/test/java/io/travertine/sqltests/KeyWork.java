package io.travertine.sqltests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Threads that insert, move and delete rows of few keys, with and without transactions, and keep
 * books of how many rows of each key they were told to have added. May run in a JVM of its own.
 */
final class KeyWork {

  static final int KEYS = 30;

  private KeyWork() {}

  static void createTable(Statement statement) throws SQLException {
    statement.executeUpdate("CREATE TABLE k (id INTEGER PRIMARY KEY, u INTEGER UNIQUE, n INTEGER)");
  }

  /** Rows added by key, by {@code threads} threads that do {@code rounds} transactions each. */
  static Map<Integer, Integer> run(String url, long seed, int threads, int rounds)
      throws Exception {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Map<Integer, Integer>>> work = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Random random = new Random(31L * seed + i);
        work.add(() -> work(url, random, rounds));
      }
      Map<Integer, Integer> books = new TreeMap<>();
      for (Future<Map<Integer, Integer>> done : workers.invokeAll(work)) {
        done.get().forEach((id, rows) -> books.merge(id, rows, Integer::sum));
      }
      return books;
    } finally {
      workers.shutdown();
    }
  }

  private static Map<Integer, Integer> work(String url, Random random, int rounds)
      throws SQLException {
    Map<Integer, Integer> books = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection(url)) {
      for (int i = 0; i < rounds; i++) {
        connection.setTransactionIsolation(
            random.nextBoolean()
                ? Connection.TRANSACTION_SERIALIZABLE
                : Connection.TRANSACTION_REPEATABLE_READ);
        Map<Integer, Integer> page = new TreeMap<>();
        boolean committed =
            random.nextInt(3) == 0
                ? change(connection, random, page)
                : transact(connection, random, page);
        if (committed) {
          page.forEach((id, rows) -> books.merge(id, rows, Integer::sum));
        }
      }
    }
    return books;
  }

  private static boolean transact(Connection connection, Random random, Map<Integer, Integer> page)
      throws SQLException {
    connection.setAutoCommit(false);
    try {
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        change(connection, random, page);
      }
      connection.commit();
      return true;
    } catch (SQLException e) {
      if (!"40001".equals(e.getSQLState())) {
        throw e;
      }
      connection.rollback();
      return false;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  /** One statement; false if it was refused because of a key. */
  private static boolean change(Connection connection, Random random, Map<Integer, Integer> page)
      throws SQLException {
    int id = random.nextInt(KEYS);
    int other = random.nextInt(KEYS);
    try {
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          int rows = update(connection, "INSERT INTO k VALUES (?, ?, 0)", id, other);
          page.merge(id, rows, Integer::sum);
        }
        case 2 -> {
          int rows = update(connection, "DELETE FROM k WHERE id = ?", id);
          page.merge(id, -rows, Integer::sum);
        }
        case 3 -> {
          String insert = "INSERT INTO k VALUES (?, ?, 0) ON CONFLICT (id) DO NOTHING";
          page.merge(id, update(connection, insert, id, other), Integer::sum);
        }
        case 4 -> {
          int rows = update(connection, "UPDATE k SET id = ? WHERE id = ?", other, id);
          page.merge(id, -rows, Integer::sum);
          page.merge(other, rows, Integer::sum);
        }
        default -> update(connection, "UPDATE k SET u = ?, n = n + 1 WHERE id = ?", other, id);
      }
      return true;
    } catch (SQLException e) {
      if (!"23505".equals(e.getSQLState())) {
        throw e;
      }
      return false;
    }
  }

  private static int update(Connection connection, String sql, int... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setInt(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  // ---- in another JVM

  /** Another JVM that does {@code work}, whose main method takes all that follows. */
  static Process start(
      Class<?> work, Path directory, Path books, long seed, int threads, int rounds)
      throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-ea", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", classPath, work.getName()));
    command.addAll(List.of("jdbc:travertine:file:" + directory, books.toString()));
    command.addAll(List.of(seed + "", threads + "", rounds + ""));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(books.resolveSibling(books.getFileName() + ".log").toFile())
        .start();
  }

  /** Runs in the other JVM, and leaves the books in a file. */
  public static void main(String[] arguments) throws Exception {
    Map<Integer, Integer> books =
        run(
            arguments[0],
            Long.parseLong(arguments[2]),
            Integer.parseInt(arguments[3]),
            Integer.parseInt(arguments[4]));
    List<String> lines = new ArrayList<>();
    books.forEach((id, rows) -> lines.add(id + " " + rows));
    Files.write(Path.of(arguments[1]), lines);
  }

  static Map<Integer, Integer> books(Path file) throws IOException {
    Map<Integer, Integer> books = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split(" ");
      books.put(Integer.valueOf(words[0]), Integer.valueOf(words[1]));
    }
    return books;
  }
}
