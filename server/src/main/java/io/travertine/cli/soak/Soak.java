package io.travertine.cli.soak;

import io.travertine.persist.inspect.Footprint;
import io.travertine.persist.time.Clock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Inserts a row, and now and then changes one, at a steady pace, and looks at what that leaves. Not
 * thread-safe.
 */
public final class Soak {

  private static final int UPDATED_EVERY = 10;

  private final String url;
  private final Supplier<Footprint> look;
  private final Clock clock;
  private final Pace pace;
  private long inserted;
  private long commits;
  private long slowestNanos;

  /**
   * @param url of a database without a table {@code soak}
   * @param look tells what it takes up outside
   */
  public Soak(String url, Supplier<Footprint> look, Clock clock, Pace pace) {
    this.url = url;
    this.look = look;
    this.clock = clock;
    this.pace = pace;
  }

  /**
   * Runs to the end.
   *
   * @param told of each sample as it is taken
   * @throws SQLException if a statement fails
   * @throws IllegalStateException if the table is not what was committed
   * @throws InterruptedException if the thread is interrupted between two commits
   */
  public List<Sample> run(Consumer<Sample> told) throws SQLException, InterruptedException {
    List<Sample> samples = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE soak (id BIGINT NOT NULL, note VARCHAR(100))");
      long began = clock.monotonicNanos();
      for (int i = 0; i < pace.samples(); i++) {
        slowestNanos = 0;
        for (int n = 0; n < pace.commits(); n++) {
          commit(statement);
          long due = began + commits * pace.pause().toNanos();
          clock.sleep(Math.max(0, due - clock.monotonicNanos()));
        }
        check(statement);
        Sample sample =
            Sample.take(
                TimeUnit.NANOSECONDS.toSeconds(clock.monotonicNanos() - began),
                commits,
                look.get(),
                TimeUnit.NANOSECONDS.toMillis(slowestNanos));
        samples.add(sample);
        told.accept(sample);
      }
    }
    return samples;
  }

  /** The texts differ, so that what is kept of statements would show. */
  private void commit(Statement statement) throws SQLException {
    long before = clock.monotonicNanos();
    if (commits % UPDATED_EVERY == UPDATED_EVERY - 1) {
      statement.executeUpdate(
          "UPDATE soak SET note = 'changed by " + commits + "' WHERE id = " + inserted / 2);
    } else {
      statement.executeUpdate(
          "INSERT INTO soak VALUES (" + inserted + ", 'inserted by " + commits + "')");
      inserted++;
    }
    commits++;
    slowestNanos = Math.max(slowestNanos, clock.monotonicNanos() - before);
  }

  private void check(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("SELECT COUNT(*), COUNT(DISTINCT id), MAX(id) FROM soak")) {
      rows.next();
      for (int column = 1; column <= 3; column++) {
        long expected = column == 3 ? inserted - 1 : inserted;
        if (rows.getLong(column) != expected) {
          throw new IllegalStateException(
              "after %s commits column %s is %s, expected %s"
                  .formatted(commits, column, rows.getLong(column), expected));
        }
      }
    }
  }
}
