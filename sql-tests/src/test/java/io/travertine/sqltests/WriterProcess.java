package io.travertine.sqltests;

import io.travertine.persist.BriefJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Another JVM that inserts rows {@code (writer, 0)}, {@code (writer, 1)}, … one commit each into
 * {@code log (writer INTEGER, n INTEGER)} of a database, and tells of each after its commit.
 */
final class WriterProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader acknowledgements;

  private WriterProcess(Process process) {
    this.process = process;
    this.acknowledgements =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  /**
   * @param location of the database
   * @param parent where it leaves its log
   */
  static WriterProcess start(String location, Path parent, int writer, int count)
      throws IOException {
    List<String> command =
        BriefJvm.alike()
            .running(
                WriterProcess.class, location, Integer.toString(writer), Integer.toString(count));
    return new WriterProcess(
        new ProcessBuilder(command)
            .redirectError(parent.resolve("writer-" + writer + ".log").toFile())
            .start());
  }

  /** Runs in the other JVM. */
  public static void main(String[] arguments) throws SQLException {
    int writer = Integer.parseInt(arguments[1]);
    int count = Integer.parseInt(arguments[2]);
    PrintStream out = System.out;
    try (Connection connection = DriverManager.getConnection("jdbc:travertine:" + arguments[0]);
        PreparedStatement insert = connection.prepareStatement("INSERT INTO log VALUES (?, ?)")) {
      for (int n = 0; n < count; n++) {
        insert.setInt(1, writer);
        insert.setInt(2, n);
        insert.executeUpdate();
        out.println(n);
        out.flush();
      }
    }
  }

  /** The next row it has committed; empty when it has ended. */
  Optional<Integer> acknowledged() throws IOException {
    return Optional.ofNullable(acknowledgements.readLine()).map(Integer::valueOf);
  }

  /** As {@code kill -9} does; what it has told before can still be read. */
  void kill() {
    process.toHandle().destroyForcibly();
  }

  int exitValue() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    acknowledgements.close();
  }
}
