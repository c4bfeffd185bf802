package io.travertine.torture;

import io.travertine.torture.Work.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one victim has said of its works. Written by one thread, read when the victim is dead. */
final class Ledger {

  /** What is known of a work. */
  enum Fate {
    /** It was begun, and nobody knows how it ended. */
    IN_DOUBT,
    ACKNOWLEDGED,
    /** It surely did not happen. */
    REFUSED
  }

  /** A work, and what is known of it. */
  record Entry(Work work, Fate fate) {}

  private final int victim;
  private final Map<Long, Entry> entries = new LinkedHashMap<>();

  Ledger(int victim) {
    this.victim = victim;
  }

  int victim() {
    return victim;
  }

  void heard(Telling telling) {
    if (telling instanceof Telling.Begun begun) {
      entries.put(begun.work().id(), new Entry(begun.work(), Fate.IN_DOUBT));
    } else if (telling instanceof Telling.Done done) {
      settle(done.work(), Fate.ACKNOWLEDGED);
    } else if (telling instanceof Telling.Failed failed && failed.isRefusal()) {
      settle(failed.work(), Fate.REFUSED);
    }
  }

  private void settle(long work, Fate fate) {
    entries.computeIfPresent(work, (id, entry) -> new Entry(entry.work(), fate));
  }

  Collection<Entry> entries() {
    return entries.values();
  }

  Optional<Entry> entry(long work) {
    return Optional.ofNullable(entries.get(work));
  }

  long count(Fate fate) {
    return entries.values().stream().filter(entry -> entry.fate() == fate).count();
  }

  /** Who erases the rows of which work. */
  Map<Long, Entry> erasers() {
    Map<Long, Entry> erasers = new HashMap<>();
    for (Entry entry : entries.values()) {
      if (entry.work().kind() == Kind.ERASE) {
        erasers.put(entry.work().a(), entry);
      }
    }
    return erasers;
  }

  /** The works on each counter. */
  Map<Long, List<Entry>> onCounters() {
    Map<Long, List<Entry>> counts = new LinkedHashMap<>();
    for (Entry entry : entries.values()) {
      if (entry.work().kind() == Kind.COUNTER || entry.work().kind() == Kind.COUNT) {
        counts.computeIfAbsent(entry.work().a(), any -> new ArrayList<>()).add(entry);
      }
    }
    return counts;
  }

  /**
   * A table as it can be.
   *
   * @param columns none if it is not there
   */
  record Shape(int columns, long rows) {
    static final Shape ABSENT = new Shape(0, 0);

    private Shape after(Work work) {
      return switch (work.kind()) {
        case CREATE -> new Shape(Books.COLUMNS, work.b());
        case FILL -> new Shape(columns, rows + work.b());
        case WIDEN -> new Shape(columns + 1, rows);
        default -> ABSENT;
      };
    }
  }

  /** The shapes that each of the tables may have that the victim made. */
  Map<Long, Set<Shape>> tables() {
    Map<Long, Set<Shape>> tables = new LinkedHashMap<>();
    for (Entry entry : entries.values()) {
      Work work = entry.work();
      if (work.kind().isOnTable()) {
        Set<Shape> before = tables.getOrDefault(work.a(), Set.of(Shape.ABSENT));
        Set<Shape> after = new HashSet<>();
        for (Shape shape : before) {
          if (entry.fate() != Fate.ACKNOWLEDGED) {
            after.add(shape);
          }
          if (entry.fate() != Fate.REFUSED) {
            after.add(shape.after(work));
          }
        }
        tables.put(work.a(), after);
      }
    }
    return tables;
  }
}
