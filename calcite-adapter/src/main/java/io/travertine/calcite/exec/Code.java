package io.travertine.calcite.exec;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.session.ReadTimes;
import io.travertine.calcite.type.TravertineTypeFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.runtime.Bindable;
import org.apache.calcite.schema.TransientTable;
import org.apache.calcite.schema.impl.ListTransientTable;

/**
 * Generated code.
 *
 * @param code makes rows: arrays, or bare values if there is one column
 * @param stash the objects that the code asks its context for
 * @param fields the types of a row's fields
 * @param reads what it reads
 */
public record Code(
    Bindable<?> code, Map<String, Object> stash, List<RelDataType> fields, Set<Reading> reads) {

  /** A table that is read, and at which AS OF. */
  public record Reading(TableDefinition table, int slot) {}

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

  /** Those of {@code reads} that are read at the present. */
  public static List<TableDefinition> presentTables(Set<Reading> reads) {
    return reads.stream()
        .filter(reading -> reading.slot() == ReadTimes.PRESENT)
        .map(Reading::table)
        .toList();
  }
}
