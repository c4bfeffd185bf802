package io.travertine.calcite.plan.rel;

import io.travertine.calcite.exec.SystemTable;
import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableScan;

/** The rows of a {@link VirtualTable}. */
public final class SystemScan extends TableScan implements EnumerableRel {

  private SystemScan(RelOptCluster cluster, RelTraitSet traits, RelOptTable table) {
    super(cluster, traits, List.of(), table);
  }

  static SystemScan of(TableScan scan) {
    RelOptCluster cluster = scan.getCluster();
    return new SystemScan(
        cluster, cluster.traitSetOf(EnumerableConvention.INSTANCE), scan.getTable());
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new SystemScan(getCluster(), traits, getTable());
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    return Generated.source(implementor, getRowType(), rows(), SystemTable.class);
  }

  SystemTable rows() {
    return getTable().unwrapOrThrow(VirtualTable.class).table();
  }
}
