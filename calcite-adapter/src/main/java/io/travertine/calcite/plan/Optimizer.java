package io.travertine.calcite.plan;

import com.google.common.collect.ImmutableList;
import io.travertine.calcite.plan.rel.KeyedJoins;
import io.travertine.calcite.plan.rel.PollingRel;
import io.travertine.calcite.plan.rel.Rules;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRules;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.plan.Contexts;
import org.apache.calcite.plan.ConventionTraitDef;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.plan.volcano.VolcanoPlanner;
import org.apache.calcite.rel.RelCollationTraitDef;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.rules.SingleValuesOptimizationRules;
import org.apache.calcite.tools.Program;
import org.apache.calcite.tools.Programs;

/**
 * From relational algebra to operators: sub-queries and unused columns go, conditions sink into
 * scans, Volcano chooses the rest.
 */
final class Optimizer {

  /** Rules that are always worth it, and what makes them reach our scans. */
  private static final List<RelOptRule> SINKING =
      concat(
          List.of(
              CoreRules.FILTER_INTO_JOIN,
              CoreRules.JOIN_CONDITION_PUSH,
              CoreRules.FILTER_MERGE,
              CoreRules.FILTER_PROJECT_TRANSPOSE,
              CoreRules.FILTER_AGGREGATE_TRANSPOSE,
              CoreRules.FILTER_SET_OP_TRANSPOSE,
              CoreRules.FILTER_WINDOW_TRANSPOSE,
              CoreRules.PROJECT_MERGE,
              CoreRules.PROJECT_REMOVE),
          Rules.FOLDING);

  /**
   * Calcite's rules for tables of kinds that we do not have, those that ours replace, and those
   * that take a window function of one row for one of the rows it is joined with.
   */
  private static final Set<RelOptRule> UNWANTED =
      new HashSet<>(
          List.of(
              CoreRules.AGGREGATE_STAR_TABLE,
              CoreRules.AGGREGATE_PROJECT_STAR_TABLE,
              CoreRules.PROJECT_TABLE_SCAN,
              CoreRules.PROJECT_INTERPRETER_TABLE_SCAN,
              CoreRules.FILTER_SCAN,
              SingleValuesOptimizationRules.JOIN_LEFT_PROJECT_INSTANCE,
              SingleValuesOptimizationRules.JOIN_RIGHT_PROJECT_INSTANCE,
              org.apache.calcite.interpreter.Bindables.BINDABLE_TABLE_SCAN_RULE,
              EnumerableRules.TO_INTERPRETER,
              EnumerableRules.ENUMERABLE_VALUES_RULE,
              EnumerableRules.ENUMERABLE_MERGE_JOIN_RULE,
              EnumerableRules.ENUMERABLE_SORT_RULE,
              EnumerableRules.ENUMERABLE_TABLE_MODIFICATION_RULE));

  private static final Program LOGICAL =
      Programs.sequence(
          Programs.subQuery(DefaultRelMetadataProvider.INSTANCE),
          Programs.decorrelate(),
          Optimizer::corrected,
          Programs.trim(),
          Programs.hep(SINKING, true, DefaultRelMetadataProvider.INSTANCE));

  private static final Program CALCS = Programs.calc(DefaultRelMetadataProvider.INSTANCE);

  private final VolcanoPlanner planner;

  Optimizer(CalciteConnectionConfig config) {
    this.planner = new VolcanoPlanner(Contexts.of(config));
    planner.addRelTraitDef(ConventionTraitDef.INSTANCE);
    planner.addRelTraitDef(RelCollationTraitDef.INSTANCE);
    RelOptUtil.registerDefaultRules(planner, false, false);
    UNWANTED.forEach(planner::removeRule);
    Rules.FOLDING.forEach(planner::addRule);
    Rules.PHYSICAL.forEach(planner::addRule);
  }

  VolcanoPlanner planner() {
    return planner;
  }

  /**
   * The plan of {@code root} in Calcite's convention of generated code, its rows in the order that
   * the statement asks for.
   */
  RelNode optimise(RelRoot root) {
    RelTraitSet wanted =
        root.rel
            .getTraitSet()
            .replace(EnumerableConvention.INSTANCE)
            .replace(root.collation)
            .simplify();
    RelNode logical = run(LOGICAL, root.rel, wanted);
    try {
      RelNode physical = run(this::volcano, logical, wanted);
      return PollingRel.into(KeyedJoins.into(run(CALCS, physical, wanted)));
    } catch (RelOptPlanner.CannotPlanException e) {
      String missing =
          String.valueOf(e.getMessage())
              .lines()
              .filter(line -> line.startsWith("Missing conversion"))
              .findFirst()
              .orElse("no plan was found");
      throw new SqlFailure(
          SqlState.UNSUPPORTED,
          "the statement uses something that cannot be executed: " + missing,
          e);
    }
  }

  /** What sub-queries became has comparisons that were not there before. */
  private static RelNode corrected(
      RelOptPlanner planner,
      RelNode rel,
      RelTraitSet wanted,
      List<?> materializations,
      List<?> lattices) {
    return rel.accept(Corrections.ofComparisons(rel.getCluster().getRexBuilder()));
  }

  private RelNode run(Program program, RelNode rel, RelTraitSet wanted) {
    return program.run(planner, rel, wanted, ImmutableList.of(), ImmutableList.of());
  }

  private RelNode volcano(
      RelOptPlanner volcano,
      RelNode rel,
      RelTraitSet wanted,
      List<?> materializations,
      List<?> lattices) {
    volcano.setRoot(rel);
    volcano.setRoot(rel.getTraitSet().equals(wanted) ? rel : volcano.changeTraits(rel, wanted));
    return volcano.findBestExp();
  }

  private static List<RelOptRule> concat(List<RelOptRule> first, List<RelOptRule> second) {
    List<RelOptRule> all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }
}
