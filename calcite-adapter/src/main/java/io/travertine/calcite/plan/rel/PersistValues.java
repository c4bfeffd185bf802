package io.travertine.calcite.plan.rel;

import com.google.common.collect.ImmutableList;
import io.travertine.calcite.exec.ListedRows;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexLiteral;
import org.jspecify.annotations.Nullable;

/** Rows of literals as data beside the generated code, which may be only 64 KB a method. */
public final class PersistValues extends Values implements EnumerableRel {

  private PersistValues(
      RelOptCluster cluster,
      RelDataType rowType,
      ImmutableList<ImmutableList<RexLiteral>> tuples,
      RelTraitSet traits) {
    super(cluster, rowType, tuples, traits);
  }

  /**
   * One row is in whatever order is said of it; more are not, for their literals sort otherwise.
   */
  static PersistValues of(Values values) {
    RelOptCluster cluster = values.getCluster();
    RelTraitSet traits =
        values.getTuples().size() == 1
            ? values.getTraitSet().replace(EnumerableConvention.INSTANCE)
            : cluster.traitSetOf(EnumerableConvention.INSTANCE);
    return new PersistValues(cluster, values.getRowType(), values.getTuples(), traits);
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new PersistValues(getCluster(), getRowType(), getTuples(), traits);
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    return Generated.source(implementor, getRowType(), rows(), ListedRows.class);
  }

  ListedRows rows() {
    List<RelDataTypeField> fields = getRowType().getFieldList();
    List<@Nullable Object[]> rows = new ArrayList<>(getTuples().size());
    for (List<RexLiteral> tuple : getTuples()) {
      @Nullable Object[] row = new @Nullable Object[tuple.size()];
      for (int i = 0; i < row.length; i++) {
        row[i] = Literals.value(tuple.get(i), fields.get(i).getType().getSqlTypeName());
      }
      rows.add(row);
    }
    return new ListedRows(rows);
  }
}
