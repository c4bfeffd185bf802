package io.travertine.sqltests;

import io.travertine.persist.BriefJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Another JVM whose threads move money between the accounts of three tables, each transfer a
 * transaction that is run again when it is refused.
 */
final class BankProcess implements AutoCloseable {

  private static final List<String> TABLES = List.of("checking", "savings", "cash");
  private static final int ACCOUNTS_EACH = 8;
  private static final int OPENING_BALANCE = 100;

  /** All the money there is. */
  static final long TOTAL = (long) TABLES.size() * ACCOUNTS_EACH * OPENING_BALANCE;

  private final Process process;

  private BankProcess(Process process) {
    this.process = process;
  }

  static void createTables(Statement statement) throws SQLException {
    for (String table : TABLES) {
      statement.executeUpdate(
          "CREATE TABLE " + table + " (id INTEGER NOT NULL, balance INTEGER NOT NULL)");
      for (int id = 0; id < ACCOUNTS_EACH; id++) {
        statement.executeUpdate(
            "INSERT INTO " + table + " VALUES (" + id + ", " + OPENING_BALANCE + ")");
      }
    }
    statement.executeUpdate("CREATE TABLE transfers (n INTEGER NOT NULL)");
  }

  static BankProcess start(Path directory, int number, int threads, int transfersEach)
      throws IOException {
    List<String> command =
        BriefJvm.alike()
            .running(
                BankProcess.class,
                directory.toString(),
                number + "",
                threads + "",
                transfersEach + "");
    return new BankProcess(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolveSibling("bank-" + number + ".log").toFile())
            .start());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int exitValue() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Runs in the other JVM. */
  public static void main(String[] arguments) throws Exception {
    String url = "jdbc:travertine:file:" + arguments[0];
    int threads = Integer.parseInt(arguments[2]);
    int transfers = Integer.parseInt(arguments[3]);
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    List<Callable<Void>> work = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Random random = new Random(31L * Integer.parseInt(arguments[1]) + i);
      work.add(() -> work(url, transfers, random));
    }
    for (Future<Void> done : workers.invokeAll(work)) {
      done.get();
    }
    workers.shutdown();
  }

  @SuppressWarnings("NullAway") // Void
  private static Void work(String url, int transfers, Random random) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.setAutoCommit(false);
      for (int i = 0; i < transfers; i++) {
        while (!transfer(connection, random)) {
          connection.rollback();
        }
      }
    }
    return null;
  }

  /** Moves some money from one account to another; false if it has to be done again. */
  private static boolean transfer(Connection connection, Random random) throws SQLException {
    String from = TABLES.get(random.nextInt(TABLES.size()));
    String to = TABLES.get(random.nextInt(TABLES.size()));
    int payer = random.nextInt(ACCOUNTS_EACH);
    int payee = random.nextInt(ACCOUNTS_EACH);
    try {
      int balance = balance(connection, from, payer);
      int amount = Math.min(balance, 1 + random.nextInt(OPENING_BALANCE));
      set(connection, from, payer, balance - amount);
      set(connection, to, payee, balance(connection, to, payee) + amount);
      try (PreparedStatement note =
          connection.prepareStatement("INSERT INTO transfers VALUES (?)")) {
        note.setInt(1, amount);
        note.executeUpdate();
      }
      connection.commit();
      return true;
    } catch (SQLException e) {
      if ("40001".equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  private static int balance(Connection connection, String table, int id) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT balance FROM " + table + " WHERE id = ?")) {
      query.setInt(1, id);
      try (ResultSet rows = query.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }

  private static void set(Connection connection, String table, int id, int balance)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE " + table + " SET balance = ? WHERE id = ?")) {
      update.setInt(1, balance);
      update.setInt(2, id);
      update.executeUpdate();
    }
  }
}
