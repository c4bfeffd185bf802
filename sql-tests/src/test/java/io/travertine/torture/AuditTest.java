package io.travertine.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.torture.Verdict.Count;
import io.travertine.torture.Work.Kind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one victim did and said, by hand, and what the books find wrong about it. */
class AuditTest {

  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final int VICTIM = 3;
  private static final long FIRST = VICTIM * Work.PER_VICTIM;
  private static final long COUNTER = 31;

  private final Ledger ledger = new Ledger(VICTIM);
  private final Verdict verdict = new Verdict();
  private final Connection connection;
  private final Statement statement;

  AuditTest() throws SQLException {
    this.connection =
        DriverManager.getConnection("jdbc:travertine:mem:audit-" + DATABASES.incrementAndGet());
    this.statement = connection.createStatement();
  }

  @BeforeEach
  void createTables() throws SQLException {
    Books.create(connection);
    connection.setAutoCommit(true);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private void begun(Work work) {
    ledger.heard(new Telling.Begun(work));
  }

  private void done(Work work) {
    begun(work);
    ledger.heard(new Telling.Done(work.id()));
  }

  private void refused(Work work) {
    begun(work);
    ledger.heard(new Telling.Failed(work.id(), "40001", "another was first"));
  }

  private static Work work(int n, Kind kind, long a, long b, long c) {
    return new Work(FIRST + n, kind, a, b, c);
  }

  private void logRows(int n, int rows, int of) throws SQLException {
    for (int i = 0; i < rows; i++) {
      statement.executeUpdate(
          "INSERT INTO log VALUES (%s, %s, %s, 'x')".formatted(FIRST + n, i, of));
    }
  }

  private void transfer(int n, long payer, long payee, long amount) throws SQLException {
    statement.executeUpdate(
        "UPDATE checking SET balance = balance - (%s) WHERE id = %s".formatted(amount, payer));
    statement.executeUpdate(
        "UPDATE savings SET balance = balance + (%s) WHERE id = %s".formatted(amount, payee));
    statement.executeUpdate(
        "INSERT INTO transfers VALUES (%s, %s, %s, %s)".formatted(FIRST + n, payer, payee, amount));
  }

  private void assertFound(long lost, long doubled, String... told) throws SQLException {
    Audit.of(connection, List.of(ledger), verdict);
    assertThat(verdict.of(Count.LOST)).as("lost: %s", verdict.wrong()).isEqualTo(lost);
    assertThat(verdict.of(Count.DOUBLED)).as("doubled: %s", verdict.wrong()).isEqualTo(doubled);
    assertThat(verdict.wrong()).hasSize(told.length);
    for (int i = 0; i < told.length; i++) {
      assertThat(verdict.wrong().get(i)).contains(told[i]);
    }
  }

  @Test
  void whatIsAsItWasToldIsRight() throws SQLException {
    done(work(1, Kind.ROWS, 3, 0, 0));
    logRows(1, 3, 3);
    begun(work(2, Kind.ROWS, 2, 0, 0));
    begun(work(3, Kind.ROWS, 2, 0, 0));
    logRows(3, 2, 2);
    refused(work(4, Kind.ROWS, 1, 0, 0));
    done(work(5, Kind.TRANSFER, 1, 2, -30));
    transfer(5, 1, 2, -30);
    done(work(6, Kind.COUNTER, COUNTER, 0, 0));
    done(work(7, Kind.COUNT, COUNTER, 0, 0));
    begun(work(8, Kind.COUNT, COUNTER, 0, 0));
    statement.executeUpdate("INSERT INTO counters VALUES (31, 2)");
    done(work(9, Kind.CREATE, FIRST + 9, 0, 0));
    begun(work(10, Kind.WIDEN, FIRST + 9, 0, 0));
    statement.executeUpdate("CREATE TABLE " + Books.made(FIRST + 9) + " (a INTEGER, b VARCHAR)");
    assertFound(0, 0);
    assertThat(verdict.of(Count.HAPPENED)).isEqualTo(1);
    Snapshot.at(connection, Snapshot.now(connection), verdict);
    assertThat(verdict.wrong()).isEmpty();
  }

  @Test
  void acknowledgedRowsThatAreNotThereAreLost() throws SQLException {
    done(work(1, Kind.ROWS, 1, 0, 0));
    done(work(2, Kind.ROWS, 3, 0, 0));
    logRows(2, 2, 3);
    done(work(3, Kind.TRANSFER, 1, 2, 5));
    assertFound(3, 0, "lost", "has but", "TRANSFER");
  }

  @Test
  void whatIsThereTwiceIsDoubledEvenIfItWasInDoubt() throws SQLException {
    begun(work(1, Kind.ROWS, 1, 0, 0));
    logRows(1, 1, 1);
    logRows(1, 1, 1);
    done(work(2, Kind.TRANSFER, 1, 2, 5));
    transfer(2, 1, 2, 5);
    transfer(2, 1, 2, 5);
    assertFound(0, 2, "doubled", "doubled");
  }

  @Test
  void whatWasRefusedOrNeverBegunMustNotBeThere() throws SQLException {
    refused(work(1, Kind.ROWS, 1, 0, 0));
    logRows(1, 1, 1);
    logRows(2, 1, 1);
    assertFound(0, 0, "refused and is there", "nobody began");
  }

  @Test
  void rowsAndWhatErasedThemAreNotThereTogetherNorGoneTogether() throws SQLException {
    for (int n = 1; n <= 3; n++) {
      done(work(n, Kind.ROWS, 1, 0, 0));
      begun(work(n + 10, Kind.ERASE, FIRST + n, 1, 0));
    }
    logRows(1, 1, 1);
    logRows(11, 1, 1);
    logRows(13, 1, 1);
    assertFound(1, 0, "is there though erased", "and what erased them");
  }

  @Test
  void countersAreNeitherBehindNorAhead() throws SQLException {
    done(work(1, Kind.COUNTER, COUNTER, 0, 0));
    done(work(2, Kind.COUNT, COUNTER, 0, 0));
    done(work(3, Kind.COUNTER, COUNTER + 1, 0, 0));
    begun(work(4, Kind.COUNT, COUNTER + 1, 0, 0));
    done(work(5, Kind.COUNTER, COUNTER + 2, 0, 0));
    statement.executeUpdate("INSERT INTO counters VALUES (31, 0), (32, 2)");
    assertFound(2, 1, "counter 31 is 0", "counter 32 is 2", "counter 33");
  }

  @Test
  void tablesHaveTheShapeOfTheirLastDefinition() throws SQLException {
    done(work(1, Kind.CREATE, FIRST + 1, 0, 0));
    done(work(2, Kind.CREATE, FIRST + 2, 0, 0));
    done(work(3, Kind.FILL, FIRST + 2, 2, 0));
    statement.executeUpdate("CREATE TABLE " + Books.made(FIRST + 2) + " (a INTEGER, b VARCHAR)");
    statement.executeUpdate("INSERT INTO " + Books.made(FIRST + 2) + " VALUES (1, 'x')");
    assertFound(2, 0, "columns=0", "rows=1");
  }

  @Test
  void halfATransferIsSeenNowAndInThePast() throws SQLException {
    transfer(1, 3, 4, 10);
    statement.executeUpdate("UPDATE checking SET balance = balance - 1 WHERE id = 7");
    long torn = Snapshot.now(connection);
    statement.executeUpdate("UPDATE checking SET balance = balance + 1 WHERE id = 7");
    Snapshot mended = Snapshot.at(connection, Snapshot.now(connection), verdict);
    assertThat(verdict.wrong()).isEmpty();
    assertThat(Snapshot.at(connection, torn, verdict)).isNotEqualTo(mended);
    assertThat(verdict.wrong()).singleElement().asString().contains("(7, 999)");
  }
}
