package io.travertine.calcite.catalog;

import io.travertine.persist.data.Schema;
import io.travertine.persist.id.ShardId;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A table: a name for a shard, and the columns of its rows.
 *
 * @param schema the schema it is in, as the user wrote it
 * @param name as the user wrote it
 * @param shard where its rows are
 * @param columns in the order of {@code SELECT *}; at least one, no two names equal but for case
 * @param createdAt when it was created, microseconds since the epoch
 */
public record TableDefinition(
    String schema, String name, ShardId shard, List<ColumnDefinition> columns, long createdAt) {

  public TableDefinition {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("table " + name + " has no columns");
    }
    Set<String> names = new HashSet<>();
    for (ColumnDefinition column : columns) {
      if (!names.add(column.name().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "table " + name + " has two columns named " + column.name());
      }
    }
  }

  /** The record schema of the shard's keys; the values are empty. */
  public Schema rowSchema() {
    return new Schema(columns.stream().map(ColumnDefinition::stored).toList());
  }

  /** The position of the column called {@code columnName}, in any case. */
  public OptionalInt indexOf(String columnName) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(columnName)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** The name with its schema, for messages. */
  public String qualifiedName() {
    return schema + "." + name;
  }
}
