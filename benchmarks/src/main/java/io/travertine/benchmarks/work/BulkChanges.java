package io.travertine.benchmarks.work;

import io.travertine.benchmarks.engine.Database;
import io.travertine.benchmarks.engine.Engine;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A table loaded in batches, then changed at every hundredth row. */
public final class BulkChanges {

  private static final int BATCH = 10_000;
  private static final int WARM_UP_BATCHES = 10;

  /** A database that needs longer is measured until then; the rest comes in larger statements. */
  private static final double LOAD_SECONDS = 30;

  private static final int ROWS_OF_LARGER = 100;

  /** How many statements of a kind; the median counts. */
  private static final int STATEMENTS = 3;

  /** So many values of l_partkey are 1 % of the rows. */
  private static final int PARTS_OF_ONE_PERCENT = LineItems.PARTS / 100;

  private final LineItems items;

  /**
   * @param rows how many to load; a multiple of 10,000
   */
  public BulkChanges(int rows) {
    if (rows % LineItems.PARTS != 0) {
      throw new IllegalArgumentException(rows + " rows are not a multiple of " + LineItems.PARTS);
    }
    this.items = new LineItems(rows, 1);
  }

  /** Measures {@code database} in the empty {@code directory}. */
  public List<Figure> of(Database database, Path directory) throws SQLException {
    try (Engine engine = database.open(directory);
        Connection connection = engine.connect()) {
      Tables.run(connection, "CREATE TABLE warm (" + LineItems.COLUMNS + ")");
      load(engine, connection, "warm", Math.min(items.count(), WARM_UP_BATCHES * BATCH));
      Tables.run(connection, "CREATE TABLE lineitem (" + LineItems.COLUMNS + ")");
      long began = System.nanoTime();
      int loaded = load(engine, connection, "lineitem", items.count());
      double load = loaded / seconds(began);
      loadRest(connection, loaded);
      Tables.requireCount(connection, "SELECT COUNT(*) FROM lineitem", items.count());
      double update =
          median(
              engine,
              connection,
              "UPDATE lineitem SET l_quantity = l_quantity + 1 WHERE l_partkey >= ? AND l_partkey < ?");
      double delete =
          median(engine, connection, "DELETE FROM lineitem WHERE l_partkey >= ? AND l_partkey < ?");
      Tables.requireCount(
          connection,
          "SELECT COUNT(*) FROM lineitem",
          items.count() - (long) STATEMENTS * items.count() / 100);
      return List.of(
          new Figure(Work.LOAD, database.label(), load),
          new Figure(Work.UPDATE, database.label(), items.count() / update),
          new Figure(Work.DELETE, database.label(), items.count() / delete));
    }
  }

  /** Loads rows, each batch a commit, and returns how many there was time for. */
  private int load(Engine engine, Connection connection, String table, int rows)
      throws SQLException {
    int loaded = 0;
    connection.setAutoCommit(false);
    try (PreparedStatement insert = connection.prepareStatement(insert(table, 1))) {
      long began = System.nanoTime();
      while (loaded < rows && seconds(began) < LOAD_SECONDS) {
        for (int i = 0; i < BATCH; i++) {
          items.bind(loaded++, insert, 0);
          insert.addBatch();
        }
        insert.executeBatch();
        connection.commit();
        engine.afterCommit(connection);
      }
    }
    connection.setAutoCommit(true);
    return loaded;
  }

  private void loadRest(Connection connection, int loaded) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement insert =
        connection.prepareStatement(insert("lineitem", ROWS_OF_LARGER))) {
      for (int i = loaded; i < items.count(); ) {
        for (int row = 0; row < ROWS_OF_LARGER; row++) {
          items.bind(i++, insert, row * LineItems.WIDTH);
        }
        insert.executeUpdate();
      }
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private static String insert(String table, int rows) {
    String row = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    return "INSERT INTO " + table + " VALUES " + String.join(", ", Collections.nCopies(rows, row));
  }

  /** The median time of a few statements, each of another 1 % of the rows, in seconds. */
  private double median(Engine engine, Connection connection, String sql) throws SQLException {
    double[] seconds = new double[STATEMENTS];
    try (PreparedStatement change = connection.prepareStatement(sql)) {
      for (int i = 0; i < STATEMENTS; i++) {
        change.setLong(1, (long) i * PARTS_OF_ONE_PERCENT);
        change.setLong(2, (i + 1L) * PARTS_OF_ONE_PERCENT);
        long began = System.nanoTime();
        int changed = change.executeUpdate();
        engine.afterCommit(connection);
        seconds[i] = seconds(began);
        if (changed != items.count() / 100) {
          throw new IllegalStateException(sql + " changed " + changed + " rows");
        }
      }
    }
    Arrays.sort(seconds);
    return seconds[STATEMENTS / 2];
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
