package io.travertine.calcite.plan.rel;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.exec.SystemTable;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.impl.AbstractTable;

/** A {@link SystemTable} as Calcite sees it. */
public final class VirtualTable extends AbstractTable {

  private final List<ColumnDefinition> columns;
  private final SystemTable table;

  public VirtualTable(List<ColumnDefinition> columns, SystemTable table) {
    this.columns = columns;
    this.table = table;
  }

  public SystemTable table() {
    return table;
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory types) {
    RelDataTypeFactory.Builder row = types.builder();
    for (ColumnDefinition column : columns) {
      row.add(column.name(), column.type().relType(types, column.nullable()));
    }
    return row.build();
  }

  @Override
  public Schema.TableType getJdbcTableType() {
    return Schema.TableType.SYSTEM_TABLE;
  }
}
