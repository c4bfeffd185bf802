package io.travertine.calcite.plan.rel;

import io.travertine.calcite.exec.ColumnTest;
import io.travertine.calcite.exec.KeyGate;
import io.travertine.calcite.exec.ShardScan;
import io.travertine.calcite.session.ReadTimes;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;

/** Reads a shard by column, with projection and simple conditions folded in. */
public final class PersistScan extends TableRead implements EnumerableRel {

  private final Optional<KeyGate> gate;

  private PersistScan(
      RelOptCluster cluster,
      RelTraitSet traits,
      RelOptTable table,
      List<Integer> columns,
      List<ColumnTest> tests,
      Optional<KeyGate> gate) {
    super(cluster, traits, table, columns, tests);
    this.gate = gate;
  }

  /** The same, of those rows alone that somebody asks for at {@code keys}, if he does. */
  PersistScan behind(KeyGate keys) {
    return new PersistScan(
        getCluster(), getTraitSet(), getTable(), columns(), tests(), Optional.of(keys));
  }

  static PersistScan of(TableRead read) {
    RelOptCluster cluster = read.getCluster();
    return new PersistScan(
        cluster,
        cluster.traitSetOf(EnumerableConvention.INSTANCE),
        read.getTable(),
        read.columns(),
        read.tests(),
        Optional.empty());
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new PersistScan(getCluster(), traits, getTable(), columns(), tests(), gate);
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    return Generated.source(implementor, getRowType(), scan(), ShardScan.class);
  }

  ShardScan scan() {
    return new ShardScan(
        shardTable().definition(),
        shardTable().slot(),
        shardTable().time(),
        columns(),
        tests(),
        gate);
  }

  /** The scan that {@code rel} is, if it shows whole rows of a table as they are at present. */
  public static Optional<ShardScan> ofWholeRows(RelNode rel) {
    return rel instanceof PersistScan scan
            && scan.gate.isEmpty()
            && scan.shardTable().slot() == ReadTimes.PRESENT
            && scan.shardTable().time().isEmpty()
            && scan.columns()
                .equals(
                    IntStream.range(0, scan.shardTable().definition().columns().size())
                        .boxed()
                        .toList())
        ? Optional.of(scan.scan())
        : Optional.empty();
  }
}
