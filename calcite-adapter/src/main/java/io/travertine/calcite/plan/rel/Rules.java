package io.travertine.calcite.plan.rel;

import java.util.List;
import java.util.function.Function;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterRule;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rel.logical.LogicalTableScan;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.schema.TransientTable;
import org.jspecify.annotations.Nullable;

/** The rules that make our operators. */
public final class Rules {

  /** Scans of stored tables become reads, and take in the projections and conditions above them. */
  public static final List<RelOptRule> FOLDING = Folding.RULES;

  /** Our operators in Calcite's convention of generated code. */
  public static final List<RelOptRule> PHYSICAL =
      List.of(
          converter(TableRead.Logical.class, "PersistScanRule", PersistScanRule::new),
          converter(LogicalTableScan.class, "SystemScanRule", SystemScanRule::new),
          converter(LogicalTableScan.class, "TransientScanRule", TransientScanRule::new),
          converter(LogicalValues.class, "PersistValuesRule", PersistValuesRule::new),
          converter(LogicalSort.class, "PersistSortRule", PersistSortRule::new));

  private Rules() {}

  private static ConverterRule converter(
      Class<? extends RelNode> from,
      String name,
      Function<ConverterRule.Config, ConverterRule> rule) {
    return ConverterRule.Config.INSTANCE
        .withConversion(from, Convention.NONE, EnumerableConvention.INSTANCE, name)
        .withRuleFactory(rule)
        .toRule(ConverterRule.class);
  }

  private static final class PersistScanRule extends ConverterRule {
    PersistScanRule(Config config) {
      super(config);
    }

    @Override
    public RelNode convert(RelNode rel) {
      return PersistScan.of((TableRead) rel);
    }
  }

  private static final class SystemScanRule extends ConverterRule {
    SystemScanRule(Config config) {
      super(config);
    }

    @Override
    public @Nullable RelNode convert(RelNode rel) {
      LogicalTableScan scan = (LogicalTableScan) rel;
      return scan.getTable().unwrap(VirtualTable.class) == null ? null : SystemScan.of(scan);
    }
  }

  private static final class TransientScanRule extends ConverterRule {
    TransientScanRule(Config config) {
      super(config);
    }

    @Override
    public @Nullable RelNode convert(RelNode rel) {
      LogicalTableScan scan = (LogicalTableScan) rel;
      return scan.getTable().unwrap(TransientTable.class) == null ? null : TransientScan.of(scan);
    }
  }

  private static final class PersistValuesRule extends ConverterRule {
    PersistValuesRule(Config config) {
      super(config);
    }

    @Override
    public RelNode convert(RelNode rel) {
      return PersistValues.of((Values) rel);
    }
  }

  private static final class PersistSortRule extends ConverterRule {
    PersistSortRule(Config config) {
      super(config);
    }

    @Override
    public @Nullable RelNode convert(RelNode rel) {
      Sort sort = (Sort) rel;
      RelNode input = sort.getInput();
      return sort.getCollation().getFieldCollations().isEmpty()
          ? null
          : PersistSort.of(
                  sort, convert(input, input.getTraitSet().replace(EnumerableConvention.INSTANCE)))
              .orElse(null);
    }
  }
}
