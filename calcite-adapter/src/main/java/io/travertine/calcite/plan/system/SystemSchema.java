package io.travertine.calcite.plan.system;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.exec.StatementContext;
import io.travertine.calcite.exec.SystemTable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A schema of tables that are made up when they are read. Immutable; names are found in any case.
 */
public final class SystemSchema {

  /** Makes up the rows of a table. */
  @FunctionalInterface
  interface Rows {
    List<@Nullable Object[]> of(StatementContext context, int slot, ViewColumns views);
  }

  /**
   * One of its tables.
   *
   * @param rows makes the rows up
   */
  public record Definition(String name, List<ColumnDefinition> columns, Rows rows) {
    public Definition {
      columns = List.copyOf(columns);
    }

    /** The table as it is executed. */
    public SystemTable table(int slot, ViewColumns views) {
      return new SystemTable((context, at) -> rows.of(context, at, views), slot);
    }
  }

  private final String name;
  private final Map<String, Definition> tables = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  SystemSchema(String name, List<Definition> tables) {
    this.name = name;
    tables.forEach(table -> this.tables.put(table.name(), table));
  }

  public String name() {
    return name;
  }

  public Optional<Definition> table(String tableName) {
    return Optional.ofNullable(tables.get(tableName));
  }

  public Set<String> tableNames() {
    return tables.keySet();
  }

  Collection<Definition> tables() {
    return tables.values();
  }
}
