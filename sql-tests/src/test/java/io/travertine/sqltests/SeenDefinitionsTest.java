package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.travertine.persist.id.Seed;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a serializable transaction has seen of definitions still holds when it commits. */
class SeenDefinitionsTest {

  private final String url = "jdbc:travertine:mem:" + Seed.secure().uuid();
  private Connection one;
  private Connection two;

  @BeforeEach
  void connect() throws SQLException {
    one = DriverManager.getConnection(url);
    two = DriverManager.getConnection(url);
  }

  @AfterEach
  void close() throws SQLException {
    for (Connection each : List.of(one, two)) {
      if (!each.getAutoCommit()) {
        each.rollback();
      }
      each.close();
    }
  }

  private static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static List<String> rows(Connection connection, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(String.valueOf(result.getString(i)));
        }
        rows.add(String.join(",", row));
      }
    }
    return rows;
  }

  @Test
  void whoReadsAViewConflictsWithWhoReplacesIt() throws SQLException {
    run(one, "create table t (x int)", "create view v as select 1 as k");
    one.setAutoCommit(false);
    two.setAutoCommit(false);
    run(one, "insert into t select k from v");
    assertThat(rows(two, "select count(*) from t")).containsExactly("0");
    run(two, "create or replace view v as select 2 as k");
    two.commit();
    // One read the view before two replaced it; two counted before one inserted: no order fits.
    SQLException failure = catchThrowableOfType(SQLException.class, one::commit);
    assertThat((Object) failure).isNotNull();
    assertThat(failure.getSQLState()).isEqualTo("40001");
  }

  @Test
  void whoFindsThatATableExistsConflictsWithWhoDropsIt() throws SQLException {
    run(one, "create table log (m varchar)", "create table x (a int)");
    one.setAutoCommit(false);
    two.setAutoCommit(false);
    run(one, "create table if not exists x (a int)", "insert into log values ('x is there')");
    assertThat(rows(two, "select count(*) from log")).containsExactly("0");
    run(two, "drop table x");
    two.commit();
    SQLException failure = catchThrowableOfType(SQLException.class, one::commit);
    assertThat((Object) failure).isNotNull();
    assertThat(failure.getSQLState()).isEqualTo("40001");
  }
}
