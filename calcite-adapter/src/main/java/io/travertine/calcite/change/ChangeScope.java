package io.travertine.calcite.change;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.exec.StatementContext;
import io.travertine.calcite.session.Cancellation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one execution of a {@link Change} is given. */
public interface ChangeScope {

  /** The bound values of the {@code ?}s, in Calcite's representation. */
  List<@Nullable Object> parameters();

  /** A context for code with {@code stash}; whoever asks closes it. */
  StatementContext context(Map<String, Object> stash);

  Cancellation cancellation();

  /** The next number of an identity column. */
  long nextNumber(TableDefinition table, ColumnDefinition column);

  /** Hears of each row that is inserted, as the table stores it. */
  void inserted(@Nullable Object[] row);

  /** A context for {@code code}. */
  default StatementContext context(Code code) {
    return context(code.stashForOneUse());
  }
}
