package io.travertine.torture;

import io.travertine.torture.Ledger.Entry;
import io.travertine.torture.Ledger.Fate;
import io.travertine.torture.Ledger.Shape;
import io.travertine.torture.Verdict.Count;
import io.travertine.torture.Work.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares what dead victims said with what a database has. */
final class Audit {

  private final Statement statement;
  private final Verdict verdict;

  private Audit(Statement statement, Verdict verdict) {
    this.statement = statement;
    this.verdict = verdict;
  }

  /**
   * Compares all that these victims did, and nobody else of the numbers between theirs, at one
   * instant.
   */
  static void of(Connection connection, Collection<Ledger> dead, Verdict verdict)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      new Audit(statement, verdict).run(dead);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private void run(Collection<Ledger> dead) throws SQLException {
    long first = dead.stream().mapToLong(Ledger::victim).min().orElseThrow() * Work.PER_VICTIM;
    long end = (dead.stream().mapToLong(Ledger::victim).max().orElseThrow() + 1) * Work.PER_VICTIM;
    String range = " WHERE work >= %s AND work < %s GROUP BY work".formatted(first, end);
    Map<Long, Copies> logged = copies("SELECT work, COUNT(*), COUNT(DISTINCT n) FROM log" + range);
    Map<Long, Copies> moved = copies("SELECT work, COUNT(*), 1 FROM transfers" + range);
    Map<Long, Long> counters = counters();
    Map<Long, Shape> tables = tables();
    for (Ledger ledger : dead) {
      Map<Long, Entry> erasers = ledger.erasers();
      for (Entry entry : ledger.entries()) {
        switch (entry.work().kind()) {
          case ROWS -> rows(entry, logged, erasers);
          case ERASE -> once(entry, logged.remove(entry.work().id()), 1);
          case TRANSFER -> once(entry, moved.remove(entry.work().id()), 1);
          default -> {
            // below
          }
        }
      }
      ledger
          .onCounters()
          .forEach(
              (counter, works) -> {
                if (counter != Books.SHARED_COUNTER) {
                  counted(counter, works, counters.get(counter));
                }
              });
      ledger
          .tables()
          .forEach(
              (table, shapes) ->
                  shaped(ledger, table, shapes, tables.getOrDefault(table, Shape.ABSENT)));
    }
    logged.keySet().forEach(work -> verdict.wrong("rows of work " + work + " that nobody began"));
    moved.keySet().forEach(work -> verdict.wrong("transfer " + work + " that nobody began"));
    verdict.add(Count.CHECKS, 1);
  }

  /**
   * Compares the counter that all share when nobody counts any more.
   *
   * @param all of the victims there ever were
   */
  static void sharedCounter(Connection connection, Collection<Ledger> all, Verdict verdict)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      Audit audit = new Audit(statement, verdict);
      long shared = Books.SHARED_COUNTER;
      List<Entry> works =
          all.stream()
              .flatMap(ledger -> ledger.onCounters().getOrDefault(shared, List.of()).stream())
              .toList();
      audit.counted(shared, works, audit.counters().get(shared));
    }
  }

  // ---- what is there

  private record Copies(long rows, long different) {}

  private Map<Long, Copies> copies(String query) throws SQLException {
    Map<Long, Copies> copies = new HashMap<>();
    try (ResultSet found = statement.executeQuery(query)) {
      while (found.next()) {
        copies.put(found.getLong(1), new Copies(found.getLong(2), found.getLong(3)));
      }
    }
    return copies;
  }

  private Map<Long, Long> counters() throws SQLException {
    Map<Long, Long> counters = new HashMap<>();
    try (ResultSet found = statement.executeQuery("SELECT id, hits FROM counters")) {
      while (found.next()) {
        if (counters.put(found.getLong(1), found.getLong(2)) != null) {
          verdict.doubled("the row of counter " + found.getLong(1));
        }
      }
    }
    return counters;
  }

  private Map<Long, Shape> tables() throws SQLException {
    Map<Long, Integer> columns = new HashMap<>();
    try (ResultSet found =
        statement.executeQuery(
            "SELECT table_name, COUNT(*) FROM information_schema.columns"
                + " WHERE table_name LIKE 'made%' GROUP BY table_name")) {
      while (found.next()) {
        columns.put(
            Long.parseLong(found.getString(1).substring(Books.made(0).length() - 1)),
            found.getInt(2));
      }
    }
    Map<Long, Shape> tables = new HashMap<>();
    for (Map.Entry<Long, Integer> table : columns.entrySet()) {
      tables.put(table.getKey(), new Shape(table.getValue(), -1));
    }
    return tables;
  }

  private long count(long table) {
    try (ResultSet found =
        statement.executeQuery("SELECT COUNT(*), COUNT(DISTINCT b) FROM " + Books.made(table))) {
      found.next();
      return found.getLong(1);
    } catch (SQLException e) {
      verdict.wrong("table " + Books.made(table) + " cannot be read: " + e.getMessage());
      return -1;
    }
  }

  // ---- what should be

  private void rows(Entry entry, Map<Long, Copies> logged, Map<Long, Entry> erasers) {
    Work work = entry.work();
    Copies copies = logged.remove(work.id());
    Entry eraser = erasers.get(work.id());
    if (eraser == null) {
      once(entry, copies, work.a());
      return;
    }
    // One of the two is there, whatever the fate of the eraser.
    Copies instead = logged.get(eraser.work().id());
    if (copies == null && instead == null) {
      verdict.lost("rows of work " + work + ", and what erased them: " + eraser);
    } else if (copies != null && instead != null) {
      verdict.wrong("work " + work + " is there though erased by " + eraser);
    } else if (copies != null) {
      once(entry, copies, work.a());
    }
  }

  private void once(Entry entry, @Nullable Copies copies, long rows) {
    if (copies == null) {
      if (entry.fate() == Fate.ACKNOWLEDGED) {
        verdict.lost("work " + entry.work());
      }
      return;
    }
    if (entry.fate() == Fate.REFUSED) {
      verdict.wrong("work " + entry.work() + " was refused and is there");
    }
    if (entry.fate() == Fate.IN_DOUBT) {
      verdict.add(Count.HAPPENED, 1);
    }
    if (copies.rows() > rows) {
      verdict.doubled("work " + entry.work() + " has " + copies.rows() + " rows");
    } else if (copies.rows() < rows
        || entry.work().kind() == Kind.ROWS && copies.different() < rows) {
      verdict.lost("work " + entry.work() + " has but " + copies);
    }
  }

  private void counted(long counter, List<Entry> works, @Nullable Long hits) {
    boolean opened =
        works.stream()
            .anyMatch(
                entry -> entry.work().kind() == Kind.COUNTER && entry.fate() == Fate.ACKNOWLEDGED);
    long least = count(works, Fate.ACKNOWLEDGED);
    long most = least + count(works, Fate.IN_DOUBT);
    if (hits == null) {
      if (opened || least > 0) {
        verdict.lost("counter " + counter);
      }
    } else if (hits < least) {
      verdict.lost("counter %s is %s, not %s".formatted(counter, hits, least));
    } else if (hits > most) {
      verdict.doubled("counter %s is %s, not %s".formatted(counter, hits, most));
    }
  }

  private static long count(List<Entry> works, Fate fate) {
    return works.stream()
        .filter(entry -> entry.work().kind() == Kind.COUNT && entry.fate() == fate)
        .count();
  }

  private void shaped(Ledger ledger, long table, Set<Shape> possible, Shape found) {
    Shape shape = found.columns() == 0 ? found : new Shape(found.columns(), count(table));
    if (!possible.contains(shape)) {
      List<Entry> works =
          ledger.entries().stream()
              .filter(entry -> entry.work().kind().isOnTable() && entry.work().a() == table)
              .toList();
      verdict.lost(
          "table %s is %s, not one of %s after %s".formatted(table, shape, possible, works));
    }
  }
}
