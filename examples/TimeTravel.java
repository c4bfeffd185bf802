import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Changes a table and reads it as it was: AS OF takes microseconds since the Unix epoch, or a TIMESTAMP.
 *
 * <pre>java -cp dist/travertine-embedded-*.jar examples/TimeTravel.java [URL]</pre>
 */
public class TimeTravel {

  public static void main(String[] args) throws SQLException {
    String url = args.length > 0 ? args[0] : "jdbc:travertine:mem:time-travel";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS account");
      statement.execute("CREATE TABLE account (owner VARCHAR(20), balance BIGINT)");
      statement.executeUpdate("INSERT INTO account VALUES ('ada', 100), ('grace', 50)");
      long opened = now();

      statement.executeUpdate("UPDATE account SET balance = balance - 30 WHERE owner = 'ada'");
      statement.executeUpdate("UPDATE account SET balance = balance + 30 WHERE owner = 'grace'");
      long moved = now();

      statement.executeUpdate("DELETE FROM account WHERE owner = 'ada'");

      String query = "SELECT owner, balance FROM account ORDER BY owner";
      print("now", connection.prepareStatement(query));
      print("after the transfer", asOf(connection, query, moved));
      print("when opened", asOf(connection, query, opened));

      // One statement, two times: what each account gained since it was opened.
      PreparedStatement gained =
          connection.prepareStatement(
              "SELECT then_.owner, now_.balance - then_.balance"
                  + " FROM account FOR SYSTEM_TIME AS OF ? AS then_"
                  + " JOIN account AS now_ ON now_.owner = then_.owner");
      gained.setLong(1, opened);
      print("gained", gained);
    }
  }

  private static PreparedStatement asOf(Connection connection, String query, long micros)
      throws SQLException {
    PreparedStatement past = connection.prepareStatement(query + " AS OF ?");
    past.setLong(1, micros);
    return past;
  }

  private static void print(String title, PreparedStatement query) throws SQLException {
    try (query;
        ResultSet rows = query.executeQuery()) {
      System.out.println(title + ":");
      while (rows.next()) {
        System.out.println("  " + rows.getString(1) + " " + rows.getLong(2));
      }
    }
  }

  private static long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}

// Prints:
// now:
//   grace 80
// after the transfer:
//   ada 70
//   grace 80
// when opened:
//   ada 100
//   grace 50
// gained:
//   grace 30
