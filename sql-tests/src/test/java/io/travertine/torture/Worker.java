package io.travertine.torture;

import io.travertine.torture.Orders.Fault;
import io.travertine.torture.Work.Kind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One session of a victim. */
final class Worker implements Runnable {

  private static final int MANY_ROWS = 150;
  private static final int VERY_MANY_ROWS = 1_500;
  private static final int TABLE_ROWS_MOST = 40;
  private static final int PAD = 40;
  private static final int AMOUNT_MOST = 50;
  private static final long PAUSE_MICROS_MOST = 6_000;
  private static final int COUNTERS_EACH = 10;

  private interface Step {
    void run(Statement statement) throws SQLException;
  }

  private final Workload workload;
  private final Fault fault;
  private final Random random;
  private final long counter;

  /** Works whose rows may be erased. */
  private final Deque<Work> rows = new ArrayDeque<>();

  /** The table that this made, and how far it has come. */
  private long table;

  private Kind last = Kind.DROP;
  private boolean mayCount;

  Worker(Workload workload, int number) {
    this.workload = workload;
    Orders orders = workload.orders();
    this.fault = orders.fault();
    this.random = new Random(orders.seed() * 31 + number);
    this.counter = (long) orders.victim() * COUNTERS_EACH + number + 1;
  }

  @Override
  public void run() {
    try {
      boolean first = true;
      while (!workload.isStopped()) {
        try (Connection connection = DriverManager.getConnection(workload.orders().url());
            Statement statement = connection.createStatement()) {
          if (first) {
            first = false;
            nextOnTable(statement);
            mayCount = perform(statement, work(Kind.COUNTER, counter, 0, 0));
          }
          while (!workload.isStopped() && next(statement)) {
            LockSupport.parkNanos(
                TimeUnit.MICROSECONDS.toNanos(random.nextLong(PAUSE_MICROS_MOST)));
          }
        } catch (SQLException unreachable) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
      }
    } catch (RuntimeException | AssertionError bug) {
      bug.printStackTrace();
      workload.tell(new Telling.Wrong("a worker ended: " + bug));
    }
  }

  /** False if the session is no good any more. */
  private boolean next(Statement statement) throws SQLException {
    int dice = random.nextInt(100);
    if (dice < 28) {
      perform(
          statement,
          work(
              Kind.TRANSFER,
              random.nextInt(Books.ACCOUNTS),
              random.nextInt(Books.ACCOUNTS),
              random.nextInt(2 * AMOUNT_MOST) - AMOUNT_MOST));
    } else if (dice < 50) {
      addRows(statement, 1);
    } else if (dice < 56) {
      addRows(statement, random.nextInt(12) == 0 ? VERY_MANY_ROWS : MANY_ROWS);
    } else if (dice < 66) {
      if (!rows.isEmpty()) {
        Work added = rows.removeFirst();
        perform(statement, work(Kind.ERASE, added.id(), added.a(), 0));
      }
    } else if (dice < 76) {
      if (mayCount) {
        perform(statement, work(Kind.COUNT, counter, 0, 0));
      }
    } else if (dice < 84) {
      perform(statement, work(Kind.COUNT, Books.SHARED_COUNTER, 0, 0));
    } else if (dice < 88) {
      nextOnTable(statement);
    } else {
      look(statement);
    }
    return !statement.isClosed() && !statement.getConnection().isClosed();
  }

  private void addRows(Statement statement, int count) throws SQLException {
    Work work = work(Kind.ROWS, count, 0, 0);
    if (perform(statement, work)) {
      rows.add(work);
    }
  }

  private void nextOnTable(Statement statement) throws SQLException {
    Kind next =
        switch (last) {
          case CREATE -> random.nextBoolean() ? Kind.FILL : Kind.WIDEN;
          case FILL -> random.nextInt(4) == 0 ? Kind.FILL : Kind.WIDEN;
          case WIDEN -> random.nextInt(3) == 0 ? Kind.FILL : Kind.DROP;
          default -> Kind.CREATE;
        };
    if (next == Kind.FILL && last == Kind.WIDEN) {
      next = Kind.DROP;
    }
    int count = next == Kind.CREATE || next == Kind.FILL ? random.nextInt(1, TABLE_ROWS_MOST) : 0;
    long id = workload.nextWork();
    if (next == Kind.CREATE) {
      table = id;
      count = random.nextInt(3) == 0 ? 0 : count;
    }
    Work work = new Work(id, next, table, count, 0);
    // Of what is in doubt we leave our hands off.
    last = perform(statement, work) ? next : Kind.DROP;
  }

  private Work work(Kind kind, long a, long b, long c) {
    return new Work(workload.nextWork(), kind, a, b, c);
  }

  /** Whether it was acknowledged. */
  private boolean perform(Statement statement, Work work) throws SQLException {
    workload.tell(new Telling.Begun(work));
    if (fault == Fault.ACKNOWLEDGES_EARLY) {
      workload.tell(new Telling.Done(work.id()));
    }
    try {
      commit(statement, work);
      if (fault == Fault.REPLAYS && work.kind().canBeReplayed()) {
        commit(statement, work);
      }
    } catch (SQLException e) {
      workload.tell(
          new Telling.Failed(
              work.id(), String.valueOf(e.getSQLState()), String.valueOf(e.getMessage())));
      return false;
    }
    if (fault != Fault.ACKNOWLEDGES_EARLY) {
      workload.tell(new Telling.Done(work.id()));
    }
    return true;
  }

  private void commit(Statement statement, Work work) throws SQLException {
    switch (work.kind()) {
      case ROWS -> {
        if (work.a() == 1) {
          statement.executeUpdate("INSERT INTO log VALUES (" + work.id() + ", 0, 1, 'one')");
        } else {
          atOnce(statement, rows -> insertMany(rows.getConnection(), work));
        }
      }
      case ERASE ->
          atOnce(
              statement,
              both -> {
                update(both, work.b(), "DELETE FROM log WHERE work = " + work.a());
                both.executeUpdate(
                    "INSERT INTO log VALUES (" + work.id() + ", 0, 1, 'erased " + work.a() + "')");
              });
      case TRANSFER -> atOnce(statement, all -> transfer(all, work));
      case COUNTER -> statement.executeUpdate("INSERT INTO counters VALUES (" + work.a() + ", 0)");
      case COUNT ->
          update(statement, 1, "UPDATE counters SET hits = hits + 1 WHERE id = " + work.a());
      case CREATE -> {
        if (work.b() == 0) {
          create(statement, work);
        } else if (work.b() % 2 == 0) {
          atOnce(
              statement,
              both -> {
                create(both, work);
                both.executeUpdate("INSERT INTO " + Books.made(work.a()) + " " + values(work));
              });
        } else {
          statement.executeUpdate(
              "CREATE TABLE %s (a, b) AS SELECT n, CAST(t AS VARCHAR(20)) FROM (%s) AS v (n, t)"
                  .formatted(Books.made(work.a()), values(work)));
        }
      }
      case FILL ->
          statement.executeUpdate(
              "INSERT INTO " + Books.made(work.a()) + " (a, b) " + values(work));
      case WIDEN ->
          statement.executeUpdate(
              "ALTER TABLE " + Books.made(work.a()) + " ADD COLUMN c INTEGER DEFAULT 7");
      case DROP -> statement.executeUpdate("DROP TABLE " + Books.made(work.a()));
    }
  }

  /** In one transaction. */
  private static void atOnce(Statement statement, Step step) throws SQLException {
    Connection connection = statement.getConnection();
    connection.setAutoCommit(false);
    try {
      step.run(statement);
      connection.commit();
    } catch (SQLException e) {
      try {
        connection.rollback();
      } catch (SQLException lost) {
        e.addSuppressed(lost);
        connection.close();
      }
      throw e;
    } finally {
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }

  private void insertMany(Connection connection, Work work) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO log VALUES (?, ?, ?, ?)")) {
      for (int n = 0; n < work.a(); n++) {
        insert.setLong(1, work.id());
        insert.setInt(2, n);
        insert.setInt(3, (int) work.a());
        insert.setString(4, pad());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** What does not compress. */
  private String pad() {
    StringBuilder pad = new StringBuilder(PAD);
    while (pad.length() < PAD) {
      pad.append(Long.toString(random.nextLong() & Long.MAX_VALUE, Character.MAX_RADIX));
    }
    return pad.toString();
  }

  /** Finds so many rows to change. */
  private void update(Statement statement, long expected, String sql) throws SQLException {
    long changed = statement.executeUpdate(sql);
    if (changed != expected) {
      workload.tell(new Telling.Wrong(changed + " rows, not " + expected + ": " + sql));
    }
  }

  private void transfer(Statement statement, Work work) throws SQLException {
    update(
        statement,
        1,
        "UPDATE checking SET balance = balance - (%s) WHERE id = %s".formatted(work.c(), work.a()));
    update(
        statement,
        1,
        "UPDATE savings SET balance = balance + (%s) WHERE id = %s".formatted(work.c(), work.b()));
    statement.executeUpdate(
        "INSERT INTO transfers VALUES (%s, %s, %s, %s)"
            .formatted(work.id(), work.a(), work.b(), work.c()));
  }

  private static void create(Statement statement, Work work) throws SQLException {
    statement.executeUpdate(
        "CREATE TABLE " + Books.made(work.a()) + " (a INTEGER NOT NULL, b VARCHAR(20))");
  }

  private static String values(Work work) {
    StringBuilder values = new StringBuilder("VALUES ");
    for (int i = 0; i < work.b(); i++) {
      values.append(i == 0 ? "" : ", ").append("(").append(i).append(", 'row ").append(i);
      values.append("')");
    }
    return values.toString();
  }

  /** Money is never seen on its way. */
  private void look(Statement statement) throws SQLException {
    try (ResultSet sums =
        statement.executeQuery(
            "SELECT SUM(balance) FROM (SELECT balance FROM checking"
                + " UNION ALL SELECT balance FROM savings) AS accounts")) {
      sums.next();
      long sum = sums.getLong(1);
      if (sum != 2L * Books.ACCOUNTS * Books.OPENING_BALANCE) {
        workload.tell(new Telling.Wrong("the money adds up to " + sum));
      }
    } catch (SQLException e) {
      if (!e.getSQLState().startsWith("40")) {
        workload.tell(
            new Telling.Failed(
                -1, String.valueOf(e.getSQLState()), String.valueOf(e.getMessage())));
      }
    }
  }
}
