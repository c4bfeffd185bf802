package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.CatalogStore;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.StatementContext;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.ReadTimes;
import io.travertine.calcite.type.TravertineTypeFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.runtime.Bindable;
import org.apache.calcite.schema.TransientTable;
import org.apache.calcite.schema.impl.ListTransientTable;

/** A statement ready to run, as often as one likes and by several sessions at once. Immutable. */
public sealed interface Plan {

  /** What JDBC is told of the columns of its rows; empty if it has none. */
  default List<ColumnMetaData> columns() {
    return List.of();
  }

  /** What it has to be given. */
  default Parameters parameters() {
    return Parameters.NONE;
  }

  /** What it took for granted. */
  default List<Dependency> dependencies() {
    return List.of();
  }

  /** Whether the names still mean what they meant when it was made. */
  default boolean holdsIn(Catalogs catalogs) {
    for (Dependency dependency : dependencies()) {
      if (!dependency.holdsIn(catalogs)) {
        return false;
      }
    }
    return true;
  }

  /** A table that is read, and at which AS OF. */
  record Reading(TableDefinition table, int slot) {}

  /**
   * Generated code.
   *
   * @param code makes rows: arrays, or bare values if there is one column
   * @param stash the objects that the code asks its context for
   * @param fields the types of a row's fields
   * @param reads what it reads
   */
  record Code(
      Bindable<?> code, Map<String, Object> stash, List<RelDataType> fields, Set<Reading> reads) {

    public Code {
      stash = Map.copyOf(stash);
      fields = List.copyOf(fields);
      reads = Set.copyOf(reads);
    }

    /** Starts it. Some of the work may be done before this returns. */
    public Enumerable<?> bind(StatementContext context) {
      return code.bind(context);
    }

    /** The stash for one execution: what the code changes while it runs is its own. */
    public Map<String, Object> stashForOneUse() {
      if (stash.values().stream().noneMatch(TransientTable.class::isInstance)) {
        return stash;
      }
      Map<String, Object> own = new HashMap<>(stash);
      own.replaceAll(
          (name, value) -> value instanceof ListTransientTable table ? copyOf(table) : value);
      return own;
    }

    private static ListTransientTable copyOf(ListTransientTable table) {
      return new ListTransientTable("recursion", table.getRowType(new TravertineTypeFactory()));
    }

    /** The tables that are read at the present. */
    public List<TableDefinition> presentTables() {
      return reads.stream()
          .filter(reading -> reading.slot() == ReadTimes.PRESENT)
          .map(Reading::table)
          .toList();
    }
  }

  /** A SELECT or what else gives rows. */
  record Query(
      Code code,
      @Override List<ColumnMetaData> columns,
      @Override Parameters parameters,
      @Override List<Dependency> dependencies)
      implements Plan {}

  /** An UPDATE, a DELETE or an INSERT of a query. */
  record Modify(
      Code code,
      TableDefinition target,
      @Override Parameters parameters,
      @Override List<Dependency> dependencies)
      implements Plan {}

  /** An INSERT of rows that are written out, which needs no code for what is literal. */
  record InsertRows(
      ValueRows rows, @Override Parameters parameters, @Override List<Dependency> dependencies)
      implements Plan {}

  /** A change of the catalog. */
  record Define(CatalogStore.Change change) implements Plan {}

  /** A change of the session. */
  record Control(SessionCommand command, @Override Parameters parameters) implements Plan {}

  /** Rows that are known already: EXPLAIN. */
  record Text(
      List<String> lines,
      @Override List<ColumnMetaData> columns,
      @Override Parameters parameters,
      @Override List<Dependency> dependencies)
      implements Plan {}
}
