package io.travertine.calcite.plan.rel;

import java.util.function.Consumer;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.tools.RelBuilderFactory;
import org.jspecify.annotations.Nullable;

/** A rule that is a pattern and a function. */
final class FoldingRule extends RelRule<FoldingRule.Pattern> {

  /** What a rule matches, and what it does then. */
  record Pattern(
      RelBuilderFactory relBuilderFactory,
      @Nullable String description,
      OperandTransform operandSupplier,
      Consumer<RelOptRuleCall> action)
      implements Config {

    @Override
    public FoldingRule toRule() {
      return new FoldingRule(this);
    }

    @Override
    public Pattern withRelBuilderFactory(RelBuilderFactory factory) {
      return new Pattern(factory, description, operandSupplier, action);
    }

    @Override
    public Pattern withDescription(@Nullable String other) {
      return new Pattern(relBuilderFactory, other, operandSupplier, action);
    }

    @Override
    public Pattern withOperandSupplier(OperandTransform other) {
      return new Pattern(relBuilderFactory, description, other, action);
    }
  }

  private FoldingRule(Pattern pattern) {
    super(pattern);
  }

  static FoldingRule of(String name, OperandTransform operands, Consumer<RelOptRuleCall> action) {
    return new Pattern(RelFactories.LOGICAL_BUILDER, name, operands, action).toRule();
  }

  @Override
  public void onMatch(RelOptRuleCall call) {
    config.action().accept(call);
  }
}
