package io.travertine.calcite.plan.rel;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.impl.AbstractTable;

/**
 * A stored table as Calcite sees it.
 *
 * <p>Neither scannable nor modifiable by itself: our own rules implement what is done to it. No
 * keys are told, because none are enforced.
 */
public final class ShardTable extends AbstractTable {

  private final TableDefinition definition;
  private final int slot;

  /**
   * @param slot the AS OF it is read at, or {@link io.travertine.calcite.session.ReadTimes#PRESENT}
   */
  public ShardTable(TableDefinition definition, int slot) {
    this.definition = definition;
    this.slot = slot;
  }

  public TableDefinition definition() {
    return definition;
  }

  public int slot() {
    return slot;
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory types) {
    RelDataTypeFactory.Builder row = types.builder();
    for (ColumnDefinition column : definition.columns()) {
      row.add(column.name(), column.type().relType(types, column.nullable()));
    }
    return row.build();
  }
}
