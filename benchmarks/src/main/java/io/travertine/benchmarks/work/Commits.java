package io.travertine.benchmarks.work;

import io.travertine.benchmarks.engine.Database;
import io.travertine.benchmarks.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** INSERTs of one row each, committed by themselves. */
public final class Commits {

  /** Who only forces records to disk. */
  public static final String RAW = "a bare log with group fdatasync";

  private static final Duration WARM_UP = Duration.ofSeconds(10);

  private final Work work;
  private final int threads;
  private final Duration measured;

  private Commits(Work work, int threads, Duration measured) {
    this.work = work;
    this.threads = threads;
    this.measured = measured;
  }

  /** By one thread, for {@code measured} after a warm-up. */
  public static Commits byOne(Duration measured) {
    return new Commits(Work.COMMITS_1, 1, measured);
  }

  /** By eight threads, each with a connection of its own. */
  public static Commits byEight(Duration measured) {
    return new Commits(Work.COMMITS_8, 8, measured);
  }

  /** Measures {@code database} in the empty {@code directory}. */
  public Figure of(Database database, Path directory) throws Exception {
    try (Engine engine = database.open(directory);
        Connection first = engine.connect()) {
      Tables.run(first, "CREATE TABLE entry (id BIGINT, body VARCHAR(100))");
      AtomicLong ids = new AtomicLong();
      List<Connection> connections = new ArrayList<>();
      List<Pace.Step> steps = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Connection connection = engine.connect();
        connections.add(connection);
        PreparedStatement insert = connection.prepareStatement("INSERT INTO entry VALUES (?, ?)");
        steps.add(
            () -> {
              long id = ids.incrementAndGet();
              insert.setLong(1, id);
              insert.setString(2, "the body of entry number " + id);
              execute(insert);
              engine.afterCommit(connection);
            });
      }
      Pace.Result result = Pace.of(steps, WARM_UP, measured);
      for (Connection connection : connections) {
        connection.close();
      }
      Tables.requireCount(first, "SELECT COUNT(*) FROM entry", result.all());
      return new Figure(work, database.label(), result.perSecond());
    }
  }

  /** Runs it until it is committed: some databases ask their clients to try again. */
  private static void execute(PreparedStatement insert) throws SQLException {
    while (true) {
      try {
        insert.executeUpdate();
        return;
      } catch (SQLException e) {
        if (e.getSQLState() == null || !e.getSQLState().startsWith("40")) {
          throw e;
        }
      }
    }
  }

  /** Measures what the disk allows, in the empty {@code directory}. */
  public Figure ofRawLog(Path directory) throws Exception {
    try (RawLog log = new RawLog(directory)) {
      List<Pace.Step> steps = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        steps.add(log::commit);
      }
      return new Figure(work, RAW, Pace.of(steps, WARM_UP, measured).perSecond());
    } catch (IOException e) {
      throw new IOException("cannot write a log in " + directory, e);
    }
  }
}
