package io.travertine.calcite.plan.rel;

import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.enumerable.JavaRowFormat;
import org.apache.calcite.adapter.enumerable.PhysTypeImpl;
import org.apache.calcite.linq4j.tree.Blocks;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.schema.ScannableTable;
import org.apache.calcite.schema.TransientTable;

/** The rows that a recursive query has found in its last round. */
public final class TransientScan extends TableScan implements EnumerableRel {

  private TransientScan(RelOptCluster cluster, RelTraitSet traits, RelOptTable table) {
    super(cluster, traits, List.of(), table);
  }

  static TransientScan of(TableScan scan) {
    RelOptCluster cluster = scan.getCluster();
    return new TransientScan(
        cluster, cluster.traitSetOf(EnumerableConvention.INSTANCE), scan.getTable());
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new TransientScan(getCluster(), traits, getTable());
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    TransientTable table = getTable().unwrapOrThrow(TransientTable.class);
    Expression stashed =
        Expressions.convert_(implementor.stash(table, TransientTable.class), ScannableTable.class);
    return implementor.result(
        PhysTypeImpl.of(implementor.getTypeFactory(), getRowType(), JavaRowFormat.ARRAY, false),
        Blocks.toBlock(Expressions.call(stashed, "scan", implementor.getRootExpression())));
  }
}
