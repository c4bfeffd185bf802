package io.travertine.calcite.plan.rel;

import io.travertine.calcite.exec.ColumnTest;
import io.travertine.calcite.exec.ShardScan;
import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;

/** Reads a shard by column, with projection and simple conditions folded in. */
public final class PersistScan extends TableRead implements EnumerableRel {

  private PersistScan(
      RelOptCluster cluster,
      RelTraitSet traits,
      RelOptTable table,
      List<Integer> columns,
      List<ColumnTest> tests) {
    super(cluster, traits, table, columns, tests);
  }

  static PersistScan of(TableRead read) {
    RelOptCluster cluster = read.getCluster();
    return new PersistScan(
        cluster,
        cluster.traitSetOf(EnumerableConvention.INSTANCE),
        read.getTable(),
        read.columns(),
        read.tests());
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new PersistScan(getCluster(), traits, getTable(), columns(), tests());
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    ShardScan scan =
        new ShardScan(shardTable().definition(), shardTable().slot(), columns(), tests());
    return Generated.source(implementor, getRowType(), scan, ShardScan.class);
  }
}
