package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import io.travertine.sqltests.Doors.Door;
import io.travertine.sqltests.ListHistory.Append;
import io.travertine.sqltests.ListHistory.Committed;
import io.travertine.sqltests.ListHistory.Read;
import io.travertine.sqltests.ListHistory.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Transactions of many sessions append to lists and read them; at SERIALIZABLE there is an order in
 * which they could have happened one by one.
 */
class ListAppendTest {

  private static final int SESSIONS = 6;
  private static final int TRANSACTIONS_EACH = 40;
  private static final int STEPS_MOST = 4;
  private static final int LISTS = 5;

  private final AtomicLong clock = new AtomicLong();
  private final AtomicInteger values = new AtomicInteger();

  @ParameterizedTest
  @EnumSource(
      value = Door.class,
      names = {"EMBEDDED", "PROTOBUF"})
  void thereIsAnOrderOfAllTransactions(Door door) throws Exception {
    try (Doors doors = Doors.inMemory()) {
      assertOrder(doors, door);
    }
  }

  @Test
  @ExtendWith(PostgresServers.class)
  void thereIsAnOrderInPostgres(PostgresServer server) throws Exception {
    try (Doors doors = Doors.at(server.newDatabase())) {
      assertOrder(doors, Door.EMBEDDED);
    }
  }

  private void assertOrder(Doors doors, Door door) throws Exception {
    long seed = new Random().nextLong();
    try (Connection connection = doors.connect(door);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE lists (k INTEGER NOT NULL, v VARCHAR NOT NULL)");
      for (int list = 0; list < LISTS; list++) {
        statement.executeUpdate("INSERT INTO lists VALUES (" + list + ", '')");
      }
      List<Committed> history = new ArrayList<>();
      ExecutorService sessions = Executors.newFixedThreadPool(SESSIONS);
      try {
        List<Callable<List<Committed>>> work = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
          Random random = new Random(seed + i);
          work.add(() -> session(doors, door, random));
        }
        for (Future<List<Committed>> done : sessions.invokeAll(work)) {
          history.addAll(done.get());
        }
      } finally {
        sessions.shutdownNow();
      }
      Map<String, List<Integer>> finals = new LinkedHashMap<>();
      for (int list = 0; list < LISTS; list++) {
        finals.put(String.valueOf(list), read(connection, list).values());
      }
      assertThat(history).hasSize(SESSIONS * TRANSACTIONS_EACH);
      assertThat(new ListHistory(history, finals).anomaly()).as("seed %s", seed).isEmpty();
    }
  }

  private List<Committed> session(Doors doors, Door door, Random random) throws SQLException {
    List<Committed> committed = new ArrayList<>();
    try (Connection connection = doors.connect(door)) {
      connection.setAutoCommit(false);
      while (committed.size() < TRANSACTIONS_EACH) {
        long began = clock.incrementAndGet();
        try {
          List<Step> steps = transaction(connection, random);
          connection.commit();
          committed.add(new Committed(began, clock.incrementAndGet(), steps));
        } catch (SQLException e) {
          if (!"40001".equals(e.getSQLState())) {
            throw e;
          }
          connection.rollback();
        }
      }
    }
    return committed;
  }

  private List<Step> transaction(Connection connection, Random random) throws SQLException {
    List<Step> steps = new ArrayList<>();
    for (int count = 1 + random.nextInt(STEPS_MOST); count > 0; count--) {
      int list = random.nextInt(LISTS);
      steps.add(random.nextBoolean() ? read(connection, list) : append(connection, list));
    }
    return steps;
  }

  private static Read read(Connection connection, int list) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT v FROM lists WHERE k = ?")) {
      query.setInt(1, list);
      try (ResultSet rows = query.executeQuery()) {
        assertThat(rows.next()).isTrue();
        List<Integer> found =
            Arrays.stream(rows.getString(1).split(","))
                .filter(text -> !text.isEmpty())
                .map(Integer::valueOf)
                .toList();
        return new Read(String.valueOf(list), found);
      }
    }
  }

  private Append append(Connection connection, int list) throws SQLException {
    int value = values.incrementAndGet();
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE lists SET v = v || ',' || CAST(? AS VARCHAR) WHERE k = ?")) {
      update.setString(1, String.valueOf(value));
      update.setInt(2, list);
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
    return new Append(String.valueOf(list), value);
  }

  // ---- the checker itself

  private static Committed transaction(long began, long ended, Step... steps) {
    return new Committed(began, ended, List.of(steps));
  }

  @Test
  void theCheckerAcceptsWhatHasAnOrder() {
    ListHistory history =
        new ListHistory(
            List.of(
                transaction(1, 5, new Read("y", List.of()), new Append("x", 1)),
                transaction(2, 6, new Read("x", List.of(1)), new Append("y", 2))),
            Map.of("x", List.of(1), "y", List.of(2)));
    assertThat(history.anomaly()).isEmpty();
  }

  @Test
  void theCheckerFindsWriteSkewStaleReadsLostAppendsAndDirtyReads() {
    assertThat(
            new ListHistory(
                    List.of(
                        transaction(1, 5, new Read("y", List.of()), new Append("x", 1)),
                        transaction(2, 6, new Read("x", List.of()), new Append("y", 2))),
                    Map.of("x", List.of(1), "y", List.of(2)))
                .anomaly())
        .hasValueSatisfying(told -> assertThat(told).contains("circle"));
    assertThat(
            new ListHistory(
                    List.of(
                        transaction(1, 2, new Append("x", 1)),
                        transaction(3, 4, new Read("x", List.of()))),
                    Map.of("x", List.of(1)))
                .anomaly())
        .hasValueSatisfying(told -> assertThat(told).contains("circle"));
    assertThat(
            new ListHistory(List.of(transaction(1, 2, new Append("x", 1))), Map.of("x", List.of()))
                .anomaly())
        .hasValueSatisfying(told -> assertThat(told).contains("lost"));
    assertThat(
            new ListHistory(
                    List.of(transaction(1, 2, new Read("x", List.of(7)))), Map.of("x", List.of()))
                .anomaly())
        .isPresent();
  }
}
