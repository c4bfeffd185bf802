package io.travertine.calcite.change;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.exec.StatementContext;
import io.travertine.calcite.key.KeyColumns;
import io.travertine.calcite.session.Cancellation;
import io.travertine.persist.data.ColumnBatch;
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

  /**
   * Looks rows up by a key, with what the transaction did before. The commit finds out whether
   * somebody else has changed what was found, or what was found missing.
   *
   * @param keys the key columns alone, as the table stores them
   * @param columns positions in the table
   * @return for each row those columns, as the table stores them
   */
  List<@Nullable Object[]> rowsAt(KeyColumns key, ColumnBatch keys, List<Integer> columns);

  /** Hears of each row that an INSERT or UPSERT makes, as the table stores it. */
  void inserted(@Nullable Object[] row);

  /** A context for {@code code}. */
  default StatementContext context(Code code) {
    return context(code.stashForOneUse());
  }
}
