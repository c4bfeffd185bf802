import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Creates a table, fills it and reads it back, with nothing but java.sql.
 *
 * <pre>java -cp dist/travertine-embedded-*.jar examples/QuickStart.java [URL]</pre>
 */
public class QuickStart {

  public static void main(String[] args) throws SQLException {
    String url = args.length > 0 ? args[0] : "jdbc:travertine:mem:quick-start";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS stone");
      statement.execute("CREATE TABLE stone (id BIGINT, name VARCHAR(40), hardness DECIMAL(3, 1))");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO stone VALUES (?, ?, ?)")) {
        insert.setLong(1, 1);
        insert.setString(2, "travertine");
        insert.setBigDecimal(3, new java.math.BigDecimal("4.0"));
        insert.executeUpdate();
      }
      statement.executeUpdate("INSERT INTO stone VALUES (2, 'granite', 6.5), (3, 'marble', 3.0)");
      try (ResultSet stones =
          statement.executeQuery("SELECT name, hardness FROM stone ORDER BY hardness DESC")) {
        while (stones.next()) {
          System.out.println(stones.getString("name") + " " + stones.getBigDecimal("hardness"));
        }
      }
    }
  }
}

// Prints:
// granite 6.5
// travertine 4.0
// marble 3.0
