package io.travertine.calcite.exec;

import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;

/** Looks at the cancellation while rows pass, where a loop of generated code would not. */
public final class Polling {

  private static final int ROWS_PER_CHECK = 1_024;

  private Polling() {}

  /** Called by generated code: the same rows. */
  public static <T> Enumerable<T> over(DataContext root, Enumerable<T> rows) {
    StatementContext context = (StatementContext) root;
    return new AbstractEnumerable<T>() {
      @Override
      public Enumerator<T> enumerator() {
        context.cancellation().check();
        return new PollingCursor<>(rows.enumerator(), context);
      }
    };
  }

  private static final class PollingCursor<T> implements Enumerator<T> {
    private final Enumerator<T> rows;
    private final StatementContext context;
    private int passed;

    PollingCursor(Enumerator<T> rows, StatementContext context) {
      this.rows = rows;
      this.context = context;
    }

    @Override
    public T current() {
      return rows.current();
    }

    @Override
    public boolean moveNext() {
      if (++passed >= ROWS_PER_CHECK) {
        passed = 0;
        context.cancellation().check();
      }
      return rows.moveNext();
    }

    @Override
    public void reset() {
      rows.reset();
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
