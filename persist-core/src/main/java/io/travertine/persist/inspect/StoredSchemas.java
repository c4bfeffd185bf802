package io.travertine.persist.inspect;

import io.travertine.persist.data.Column;
import io.travertine.persist.data.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The columns that all parts of a shard have together, found out by looking at them: for who does
 * not know the shard's codecs. Not thread-safe.
 */
public final class StoredSchemas {

  private static final String MADE_UP = "column_";

  private final Columns key = new Columns();
  private final Columns value = new Columns();

  /** Takes the columns of one more part into account. */
  void add(Schema partKey, Schema partValue) {
    key.add(partKey);
    value.add(partValue);
  }

  /**
   * Takes names, and what need not be nullable, from who knows the columns better than the parts.
   */
  public StoredSchemas named(Schema knownKey, Schema knownValue) {
    key.named(knownKey);
    value.named(knownValue);
    return this;
  }

  /** Every key column, in the order of ids. */
  public Schema key() {
    return key.schema();
  }

  /** Every value column, in the order of ids. */
  public Schema value() {
    return value.schema();
  }

  /** A column may be absent from a part; then it must be nullable. */
  private static final class Columns {
    private final Map<Integer, Column> byId = new TreeMap<>();
    private final Map<Integer, Integer> seen = new TreeMap<>();
    private int parts;

    void add(Schema schema) {
      parts++;
      for (Column column : schema.columns()) {
        byId.merge(column.id(), column, Columns::both);
        seen.merge(column.id(), 1, Integer::sum);
      }
    }

    void named(Schema known) {
      for (Column column : known.whole().columns()) {
        byId.computeIfPresent(
            column.id(), (id, stored) -> stored.type().equals(column.type()) ? column : stored);
        if (byId.containsKey(column.id())) {
          seen.put(column.id(), parts);
        }
      }
    }

    private static Column both(Column known, Column next) {
      String name = next.name().startsWith(MADE_UP) ? known.name() : next.name();
      return new Column(name, next.type(), known.nullable() || next.nullable(), known.id());
    }

    Schema schema() {
      List<Column> columns = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (Column column : byId.values()) {
        String name = column.name();
        for (int i = 2; !names.add(name); i++) {
          name = column.name() + "_" + i;
        }
        boolean everywhere = seen.getOrDefault(column.id(), 0) == parts;
        columns.add(
            new Column(
                name,
                column.type(),
                column.nullable() || !everywhere,
                column.id(),
                column.initial()));
      }
      return new Schema(columns);
    }
  }
}
