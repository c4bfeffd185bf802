package io.travertine.sqltests;

import io.travertine.sqltests.history.Step;
import io.travertine.sqltests.history.Transaction;
import io.travertine.sqltests.history.Transaction.Fate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Does transactions that append to lists and read them, and records what it was told of them. Not
 * thread-safe.
 */
final class ListSession implements AutoCloseable {

  private static final int STEPS_MOST = 4;
  private static final int VALUES_EACH = 200_000;

  private final String url;
  private final int number;
  private final Consumer<Transaction> history;
  private final Disturbance disturbance;
  private Optional<Connection> open = Optional.empty();
  private int transactions;
  private int values;

  /**
   * @param number no other session of the database has it, in any process
   * @param history is told of each transaction, and before its commit that its fate is unknown
   * @param disturbance interrupts it now and then
   */
  ListSession(String url, int number, Consumer<Transaction> history, Disturbance disturbance) {
    this.url = url;
    this.number = number;
    this.history = history;
    this.disturbance = disturbance;
  }

  private String name() {
    return "s" + number;
  }

  /** Opens its connection. */
  void connect() throws SQLException {
    if (open.isEmpty()) {
      open = Optional.of(DriverManager.getConnection(url));
    }
  }

  void run(Round round) throws SQLException {
    Random random = new Random(31 * round.seed() + number);
    for (int n = 0; n < round.each(); n++) {
      String name = name() + "-" + ++transactions;
      Transaction begun =
          new Transaction(name, name(), System.nanoTime(), Long.MAX_VALUE, Fate.UNKNOWN, List.of());
      if (random.nextInt(4) == 0) {
        single(round, n, begun, random);
      } else {
        several(round, n, begun, random);
      }
    }
  }

  private Connection connection(Round round) throws SQLException {
    connect();
    Connection connection = open.orElseThrow();
    connection.setTransactionIsolation(round.level().jdbc());
    return connection;
  }

  // ---- a statement that commits by itself

  private void single(Round round, int n, Transaction begun, Random random) {
    List<Step> steps = new ArrayList<>();
    int list = round.list(n, random.nextInt());
    try {
      Connection connection = connection(round);
      connection.setAutoCommit(true);
      ListTables lists = new ListTables(connection, round.padding());
      if (random.nextBoolean()) {
        steps.add(new Step.Read(list, lists.read(list)));
        history.accept(with(begun, steps).ended(Fate.COMMITTED, System.nanoTime()));
        return;
      }
      int value = value();
      steps.add(new Step.Append(list, value));
      history.accept(with(begun, steps));
      Disturbance.Work work =
          () -> {
            if (!lists.append(list, value, random)) {
              steps.set(0, new Step.Read(list, List.of()));
            }
          };
      Fate fate = disturbance.fateOf(random, work);
      history.accept(with(begun, steps).ended(fate, System.nanoTime()));
    } catch (SQLException e) {
      Disturbance.requireNotABug(e);
      close(); // it was only to read, or there is no connection
    }
  }

  // ---- several steps

  private void several(Round round, int n, Transaction begun, Random random) {
    List<Step> steps = new ArrayList<>();
    Connection connection;
    try {
      connection = connection(round);
      connection.setAutoCommit(false);
      for (int count = 1 + random.nextInt(STEPS_MOST); count > 0; count--) {
        ListTables lists = new ListTables(connection, round.padding());
        step(connection, lists, round.list(n, random.nextInt()), random, steps);
      }
    } catch (SQLException e) {
      Disturbance.requireNotABug(e);
      history.accept(with(begun, steps).ended(Fate.REFUSED, System.nanoTime()));
      rollBack();
      return;
    }
    history.accept(with(begun, steps));
    Fate fate = disturbance.fateOf(random, connection::commit);
    history.accept(with(begun, steps).ended(fate, System.nanoTime()));
    if (fate == Fate.UNKNOWN) {
      rollBack();
    }
  }

  private void step(
      Connection connection, ListTables lists, int list, Random random, List<Step> steps)
      throws SQLException {
    switch (random.nextInt(10)) {
      case 0 -> {
        Savepoint savepoint = connection.setSavepoint();
        lists.append(list, value(), random);
        connection.rollback(savepoint);
      }
      case 1, 2 -> {
        List<Integer> found = lists.read(list);
        steps.add(new Step.Read(list, found));
        if (ListTables.isReplaceable(list)) {
          int value = value();
          lists.replace(list, found, value, random);
          steps.add(new Step.Append(list, value));
        }
      }
      case 3, 4, 5 -> {
        int value = value();
        boolean isDone = lists.append(list, value, random);
        steps.add(isDone ? new Step.Append(list, value) : new Step.Read(list, List.of()));
      }
      default -> steps.add(new Step.Read(list, lists.read(list)));
    }
  }

  private static Transaction with(Transaction begun, List<Step> steps) {
    return new Transaction(
        begun.name(), begun.session(), begun.began(), begun.ended(), begun.fate(), steps);
  }

  private int value() {
    return number * VALUES_EACH + ++values;
  }

  private void rollBack() {
    try {
      if (open.isPresent()) {
        open.get().rollback();
      }
    } catch (SQLException e) {
      Disturbance.requireNotABug(e);
      close();
    }
  }

  /** A further round opens it again. */
  @Override
  public void close() {
    try {
      if (open.isPresent()) {
        open.get().close();
      }
    } catch (SQLException e) {
      Disturbance.requireNotABug(e);
    } finally {
      open = Optional.empty();
    }
  }
}
