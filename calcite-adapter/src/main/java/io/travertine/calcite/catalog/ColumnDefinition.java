package io.travertine.calcite.catalog;

import io.travertine.calcite.type.SqlType;
import io.travertine.persist.data.Column;

/**
 * A column of a table.
 *
 * @param id stable for the column's life and never used again in its table, so that a rename costs
 *     nothing
 * @param name as the user wrote it
 * @param type what it holds
 * @param nullable whether it takes NULL
 */
public record ColumnDefinition(int id, String name, SqlType type, boolean nullable) {

  /** The column of the table's shard. */
  public Column stored() {
    return new Column(name, type.columnType(), nullable, id);
  }
}
