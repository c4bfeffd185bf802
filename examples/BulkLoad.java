import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;

/**
 * Loads ten thousand rows in batches and sums them up.
 *
 * <pre>java -cp dist/travertine-embedded-*.jar examples/BulkLoad.java [URL]</pre>
 */
public class BulkLoad {

  private static final int ROWS = 10_000;
  private static final int BATCH_ROWS = 2_500;

  public static void main(String[] args) throws SQLException {
    String url = args.length > 0 ? args[0] : "jdbc:travertine:mem:bulk-load";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS sale");
      statement.execute("CREATE TABLE sale (id BIGINT, city VARCHAR(20), sold_on DATE, cents BIGINT)");
      load(connection);
      try (ResultSet totals =
          statement.executeQuery(
              "SELECT city, COUNT(*), SUM(cents) FROM sale"
                  + " WHERE sold_on >= DATE '2026-07-01' GROUP BY city ORDER BY city")) {
        while (totals.next()) {
          System.out.println(
              totals.getString(1) + ": " + totals.getLong(2) + " sales, " + totals.getLong(3));
        }
      }
    }
  }

  private static void load(Connection connection) throws SQLException {
    String[] cities = {"Rome", "Tivoli", "Siena"};
    LocalDate newYear = LocalDate.of(2026, 1, 1);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO sale VALUES (?, ?, ?, ?)")) {
      for (int id = 0; id < ROWS; id++) {
        insert.setLong(1, id);
        insert.setString(2, cities[id % cities.length]);
        insert.setObject(3, newYear.plusDays(id % 365));
        insert.setLong(4, 100 + id % 900);
        insert.addBatch();
        if ((id + 1) % BATCH_ROWS == 0) {
          insert.executeBatch();
        }
      }
    }
  }
}

// Prints:
// Rome: 1656 sales, 908280
// Siena: 1656 sales, 911565
// Tivoli: 1656 sales, 910395
