package io.travertine.sqltests;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.travertine.persist.BriefJvm;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process of its own that answers statements with the first value of their result, or with the
 * SQLSTATE of their failure.
 */
final class SqlProcess implements AutoCloseable {

  private static final List<String> WITHOUT_PRIVILEGE =
      List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all");

  private final Process process;
  private final Writer statements;
  private final BufferedReader answers;

  private SqlProcess(Process process) {
    this.process = process;
    this.statements = process.outputWriter(UTF_8);
    this.answers = process.inputReader(UTF_8);
  }

  /** Connects to {@code url} over there. */
  static SqlProcess start(String url, Path log) throws IOException {
    return start(List.of(), url, log);
  }

  /** The same with a process that keeps to the permissions of files also when we are root. */
  static SqlProcess startWithoutPrivilege(String url, Path log) throws IOException {
    return start(isRoot() ? WITHOUT_PRIVILEGE : List.of(), url, log);
  }

  private static SqlProcess start(List<String> launcher, String url, Path log) throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(BriefJvm.alike().running(SqlProcess.class, url));
    return new SqlProcess(new ProcessBuilder(command).redirectError(log.toFile()).start());
  }

  /** Whether one can be made to keep to permissions here. */
  static boolean isPossible() throws IOException, InterruptedException {
    if (!isRoot()) {
      return true;
    }
    try {
      List<String> command = Stream.concat(WITHOUT_PRIVILEGE.stream(), Stream.of("true")).toList();
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  String answer(String sql) throws IOException {
    statements.write(sql + "\n");
    statements.flush();
    return String.valueOf(answers.readLine());
  }

  @Override
  public void close() throws IOException {
    statements.close();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  public static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    try (Connection connection = DriverManager.getConnection(args[0]);
        Statement statement = connection.createStatement()) {
      in.lines().forEach(sql -> out.println(execute(statement, sql)));
    } catch (SQLException e) {
      String failure = e.getSQLState() + " " + e.getMessage();
      try {
        in.lines().forEach(sql -> out.println(failure));
      } catch (UncheckedIOException gone) {
        out.println(failure);
      }
    }
  }

  private static String execute(Statement statement, String sql) {
    try {
      if (!statement.execute(sql)) {
        return "changed " + statement.getUpdateCount();
      }
      try (ResultSet rows = statement.getResultSet()) {
        return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
      }
    } catch (SQLException e) {
      return e.getSQLState() + " " + e.getMessage();
    }
  }
}
