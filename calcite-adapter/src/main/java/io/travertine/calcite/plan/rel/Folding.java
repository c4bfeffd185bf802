package io.travertine.calcite.plan.rel;

import com.google.common.collect.ImmutableSet;
import io.travertine.calcite.exec.ColumnTest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalTableScan;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.mapping.Mapping;
import org.apache.calcite.util.mapping.Mappings;

/** Scans of stored tables become reads, and take in the projections and conditions above them. */
final class Folding {

  static final List<RelOptRule> RULES =
      List.of(
          FoldingRule.of(
              "ReadTable",
              scan -> scan.operand(LogicalTableScan.class).noInputs(),
              Folding::readTable),
          FoldingRule.of(
              "FilterRead",
              filter ->
                  filter
                      .operand(LogicalFilter.class)
                      .oneInput(read -> read.operand(TableRead.Logical.class).noInputs()),
              Folding::filterRead),
          FoldingRule.of(
              "ProjectRead",
              project ->
                  project
                      .operand(LogicalProject.class)
                      .oneInput(read -> read.operand(TableRead.Logical.class).noInputs()),
              Folding::projectRead),
          FoldingRule.of(
              "ProjectFilterRead",
              project ->
                  project
                      .operand(LogicalProject.class)
                      .oneInput(
                          filter ->
                              filter
                                  .operand(LogicalFilter.class)
                                  .oneInput(
                                      read -> read.operand(TableRead.Logical.class).noInputs())),
              Folding::projectFilterRead));

  private Folding() {}

  private static void readTable(RelOptRuleCall call) {
    LogicalTableScan scan = call.rel(0);
    ShardTable table = scan.getTable().unwrap(ShardTable.class);
    if (table != null) {
      List<Integer> all = IntStream.range(0, table.definition().columns().size()).boxed().toList();
      call.transformTo(TableRead.Logical.of(scan.getCluster(), scan.getTable(), all, List.of()));
    }
  }

  private static void filterRead(RelOptRuleCall call) {
    Filter filter = call.rel(0);
    TableRead read = call.rel(1);
    Conditions.Split split = Conditions.split(filter.getCondition(), read.columns());
    if (split.tests().isEmpty()) {
      return;
    }
    List<ColumnTest> tests = new ArrayList<>(read.tests());
    split.tests().stream().filter(test -> !tests.contains(test)).forEach(tests::add);
    RelNode folded =
        TableRead.Logical.of(read.getCluster(), read.getTable(), read.columns(), tests);
    if (!split.residual().isEmpty()) {
      RexNode residual =
          RexUtil.composeConjunction(filter.getCluster().getRexBuilder(), split.residual());
      folded =
          LogicalFilter.create(folded, residual, ImmutableSet.copyOf(filter.getVariablesSet()));
    }
    call.transformTo(folded);
  }

  private static void projectRead(RelOptRuleCall call) {
    Project project = call.rel(0);
    TableRead read = call.rel(1);
    if (project.getProjects().stream().allMatch(RexInputRef.class::isInstance)) {
      List<Integer> columns =
          project.getProjects().stream()
              .map(field -> read.columns().get(((RexInputRef) field).getIndex()))
              .toList();
      if (columns.stream().distinct().count() == columns.size()) {
        // Field names are of no account to the optimiser, but types must be the same.
        RelNode folded =
            TableRead.Logical.of(read.getCluster(), read.getTable(), columns, read.tests());
        call.transformTo(RelOptUtil.createCastRel(folded, project.getRowType(), false));
        return;
      }
    }
    List<Integer> used = used(project.getProjects());
    if (used.size() < read.columns().size()) {
      call.transformTo(narrowed(project, narrowed(read, used), used, read.columns().size()));
    }
  }

  /**
   * Below a condition that the read cannot decide, too, only the columns that are used are read.
   */
  private static void projectFilterRead(RelOptRuleCall call) {
    Project project = call.rel(0);
    Filter filter = call.rel(1);
    TableRead read = call.rel(2);
    List<RexNode> all = new ArrayList<>(project.getProjects());
    all.add(filter.getCondition());
    List<Integer> used = used(all);
    int width = read.columns().size();
    if (used.size() < width && filter.getVariablesSet().isEmpty()) {
      RexNode condition = RexUtil.apply(mapping(used, width), filter.getCondition());
      RelNode filtered = LogicalFilter.create(narrowed(read, used), condition);
      call.transformTo(narrowed(project, filtered, used, width));
    }
  }

  private static RelNode narrowed(TableRead read, List<Integer> used) {
    List<Integer> columns = used.stream().map(read.columns()::get).toList();
    return TableRead.Logical.of(read.getCluster(), read.getTable(), columns, read.tests());
  }

  private static RelNode narrowed(Project project, RelNode input, List<Integer> used, int width) {
    List<RexNode> expressions = RexUtil.apply(mapping(used, width), project.getProjects());
    return LogicalProject.create(
        input,
        project.getHints(),
        expressions,
        project.getRowType().getFieldNames(),
        project.getVariablesSet());
  }

  private static Mapping mapping(List<Integer> used, int width) {
    return Mappings.target(used, width);
  }

  private static List<Integer> used(List<RexNode> expressions) {
    TreeSet<Integer> used = new TreeSet<>();
    RelOptUtil.InputFinder.bits(expressions, null).forEach(used::add);
    return List.copyOf(used);
  }
}
