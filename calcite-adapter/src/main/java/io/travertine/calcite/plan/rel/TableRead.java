package io.travertine.calcite.plan.rel;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.exec.ColumnTest;
import java.util.List;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;

/** Some columns of those rows of a {@link ShardTable} that pass some tests. */
public abstract class TableRead extends TableScan {

  /**
   * What share of the rows an equality keeps, and what share any other test; guesses, as good as
   * none.
   */
  private static final double POINT_SHARE = 0.1;

  private static final double RANGE_SHARE = 0.4;

  private final ShardTable shardTable;
  private final List<Integer> columns;
  private final List<ColumnTest> tests;

  TableRead(
      RelOptCluster cluster,
      RelTraitSet traits,
      RelOptTable table,
      List<Integer> columns,
      List<ColumnTest> tests) {
    super(
        cluster,
        traits,
        List.of(),
        ReadTable.of(table, rowType(cluster.getTypeFactory(), table, columns), columns));
    this.shardTable = table.unwrapOrThrow(ShardTable.class);
    this.columns = List.copyOf(columns);
    this.tests = List.copyOf(tests);
  }

  public ShardTable shardTable() {
    return shardTable;
  }

  /** The positions in the table of the fields. */
  public List<Integer> columns() {
    return columns;
  }

  public List<ColumnTest> tests() {
    return tests;
  }

  @Override
  public RelDataType deriveRowType() {
    return getTable().getRowType();
  }

  private static RelDataType rowType(
      RelDataTypeFactory types, RelOptTable table, List<Integer> columns) {
    ShardTable shardTable = table.unwrapOrThrow(ShardTable.class);
    RelDataTypeFactory.Builder row = types.builder();
    for (int position : columns) {
      ColumnDefinition column = shardTable.definition().columns().get(position);
      row.add(column.name(), column.type().relType(types, column.nullable()));
    }
    return row.build();
  }

  @Override
  public double estimateRowCount(RelMetadataQuery query) {
    if (isLookedUp()) {
      return 1;
    }
    double rows = getTable().getRowCount();
    for (ColumnTest test : tests) {
      rows *= test.spans().stream().allMatch(span -> span.isPoint()) ? POINT_SHARE : RANGE_SHARE;
    }
    return Math.max(1, rows);
  }

  /** Whether the tests say which key a row has. */
  boolean isLookedUp() {
    return shardTable.keys().stream().anyMatch(this::isLookedUp);
  }

  private boolean isLookedUp(List<Integer> key) {
    return key.stream()
        .allMatch(
            position ->
                tests.stream()
                    .anyMatch(
                        test ->
                            test.column() == position
                                && !test.nullPasses()
                                && test.spans().stream().allMatch(span -> span.isPoint())));
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery query) {
    double scanned = getTable().getRowCount();
    double kept = estimateRowCount(query);
    return planner
        .getCostFactory()
        .makeCost(kept, 0.1 * scanned * tests.size() + 0.1 * kept * (1 + columns.size()), 0);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    List<String> names =
        columns.stream()
            .map(position -> shardTable.definition().columns().get(position).name())
            .toList();
    return super.explainTerms(writer)
        .item("columns", names)
        .itemIf("tests", tests, !tests.isEmpty())
        .itemIf("time", shardTable.time().orElse(0), shardTable.time().isPresent());
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return this;
  }

  /** The read before it has a convention. */
  public static final class Logical extends TableRead {

    private Logical(
        RelOptCluster cluster,
        RelTraitSet traits,
        RelOptTable table,
        List<Integer> columns,
        List<ColumnTest> tests) {
      super(cluster, traits, table, columns, tests);
    }

    /** A read of {@code columns} of the rows that pass {@code tests}. */
    public static Logical of(
        RelOptCluster cluster, RelOptTable table, List<Integer> columns, List<ColumnTest> tests) {
      return new Logical(cluster, cluster.traitSetOf(Convention.NONE), table, columns, tests);
    }
  }
}
