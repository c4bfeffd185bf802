package io.travertine.calcite.exec;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.linq4j.Linq4j;
import org.jspecify.annotations.Nullable;

/**
 * Sorts rows, and keeps only those that are asked for: of a first few, no more than those are ever
 * held. Immutable, and part of a cached plan.
 */
public final class RowSorter {

  /**
   * What rows are sorted by.
   *
   * @param field the field's position
   */
  public record Key(int field, boolean descending, boolean nullsFirst) {}

  private static final int COMPARISONS_PER_CHECK = 65_536;

  /** First rows beyond this number are found by sorting all. */
  private static final int HEAP_ROWS_MAX = 100_000;

  private final List<Key> keys;
  private final Optional<Operand> offset;
  private final Optional<Operand> fetch;

  /**
   * @param offset how many rows to leave out
   * @param fetch how many rows to give then; empty for all
   */
  public RowSorter(List<Key> keys, Optional<Operand> offset, Optional<Operand> fetch) {
    this.keys = List.copyOf(keys);
    this.offset = offset;
    this.fetch = fetch;
  }

  /** Called by generated code. */
  public Enumerable<@Nullable Object> sort(DataContext root, Enumerable<@Nullable Object[]> rows) {
    StatementContext context = (StatementContext) root;
    Order order = new Order(keys, context);
    long skipped = number(offset, context, 0, Integer.MAX_VALUE);
    long wanted = number(fetch, context, Long.MAX_VALUE - skipped, Long.MAX_VALUE - skipped);
    long first = skipped + wanted;
    List<@Nullable Object[]> sorted =
        first <= HEAP_ROWS_MAX ? first(rows, (int) first, order) : all(rows, order);
    int from = (int) Math.min(skipped, sorted.size());
    int to = (int) Math.min(first, sorted.size());
    List<@Nullable Object> shaped = new ArrayList<>(to - from);
    for (@Nullable Object[] row : sorted.subList(from, to)) {
      shaped.add(RowShape.of(row));
    }
    return Linq4j.asEnumerable(shaped);
  }

  private static long number(
      Optional<Operand> operand, StatementContext context, long otherwise, long most) {
    @Nullable Object value = operand.isPresent() ? operand.get().value(context) : null;
    return value == null
        ? otherwise
        : Math.max(0, Math.min(Numbers.exact(value).longValue(), most));
  }

  private static List<@Nullable Object[]> all(Enumerable<@Nullable Object[]> rows, Order order) {
    List<@Nullable Object[]> sorted = new ArrayList<>();
    try (Enumerator<@Nullable Object[]> cursor = rows.enumerator()) {
      while (cursor.moveNext()) {
        sorted.add(cursor.current());
      }
    }
    sorted.sort(order);
    return sorted;
  }

  /** The first rows; of equal ones those that came first, as {@link #all} has it. */
  private static List<@Nullable Object[]> first(
      Enumerable<@Nullable Object[]> rows, int count, Order order) {
    Comparator<Numbered> lastFirst =
        (a, b) -> {
          int compared = order.compare(b.row, a.row);
          return compared != 0 ? compared : Long.compare(b.number, a.number);
        };
    PriorityQueue<Numbered> heap =
        new PriorityQueue<>(Math.max(1, Math.min(count, 1_024)), lastFirst);
    try (Enumerator<@Nullable Object[]> cursor = rows.enumerator()) {
      for (long number = 0; count > 0 && cursor.moveNext(); number++) {
        @Nullable Object[] row = cursor.current();
        if (heap.size() < count) {
          heap.add(new Numbered(row, number));
        } else if (order.compare(row, heap.element().row) < 0) {
          heap.remove();
          heap.add(new Numbered(row, number));
        }
      }
    }
    Numbered[] sorted = heap.toArray(Numbered[]::new);
    Arrays.sort(sorted, lastFirst.reversed());
    List<@Nullable Object[]> first = new ArrayList<>(sorted.length);
    for (Numbered numbered : sorted) {
      first.add(numbered.row);
    }
    return first;
  }

  /** A row and when it came. */
  private static final class Numbered {
    private final @Nullable Object[] row;
    private final long number;

    Numbered(@Nullable Object[] row, long number) {
      this.row = row;
      this.number = number;
    }
  }

  /** The order of rows; looks at the cancellation now and then. */
  private static final class Order implements Comparator<@Nullable Object[]> {
    private final Key[] keys;
    private final StatementContext context;
    private int comparisons;

    Order(List<Key> keys, StatementContext context) {
      this.keys = keys.toArray(Key[]::new);
      this.context = context;
    }

    @Override
    public int compare(@Nullable Object[] a, @Nullable Object[] b) {
      if (++comparisons >= COMPARISONS_PER_CHECK) {
        comparisons = 0;
        context.cancellation().check();
      }
      for (Key key : keys) {
        @Nullable Object left = a[key.field()];
        @Nullable Object right = b[key.field()];
        int compared;
        if (left == null || right == null) {
          compared = left == right ? 0 : (left == null) == key.nullsFirst() ? -1 : 1;
        } else {
          compared = key.descending() ? compareValues(right, left) : compareValues(left, right);
        }
        if (compared != 0) {
          return compared;
        }
      }
      return 0;
    }
  }

  private static int compareValues(Object a, Object b) {
    if (a instanceof Comparable<?> && a.getClass() == b.getClass()) {
      @SuppressWarnings("unchecked")
      Comparable<Object> comparable = (Comparable<Object>) a;
      return comparable.compareTo(b);
    } else if (a instanceof Number && b instanceof Number) {
      BigDecimal left = Numbers.exact(a);
      return left.compareTo(Numbers.exact(b));
    } else if (a instanceof List<?> left && b instanceof List<?> right) {
      return compareLists(left, right);
    }
    return a.toString().compareTo(b.toString());
  }

  private static int compareLists(List<?> a, List<?> b) {
    Iterator<?> left = a.iterator();
    Iterator<?> right = b.iterator();
    while (left.hasNext() && right.hasNext()) {
      @Nullable Object x = left.next();
      @Nullable Object y = right.next();
      int compared =
          x == null || y == null ? Boolean.compare(x == null, y == null) : compareValues(x, y);
      if (compared != 0) {
        return compared;
      }
    }
    return Boolean.compare(left.hasNext(), right.hasNext());
  }
}
