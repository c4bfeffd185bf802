package io.travertine.calcite.plan;

import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractTable;

/** A view as Calcite sees it: a table that becomes its query. For one statement. */
final class ViewTable extends AbstractTable implements TranslatableTable {

  private final ViewQuery query;

  ViewTable(ViewQuery query) {
    this.query = query;
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory types) {
    return query.rowType();
  }

  @Override
  public RelNode toRel(RelOptTable.ToRelContext context, RelOptTable table) {
    return query.toRel(context.getCluster());
  }

  @Override
  public Schema.TableType getJdbcTableType() {
    return Schema.TableType.VIEW;
  }
}
