package io.travertine.calcite.plan.rel;

import io.travertine.calcite.exec.Polling;
import java.lang.reflect.Method;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.Types;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.RepeatUnion;

/**
 * Passes rows through and lets them be stopped: joins and recursion loop where no scan of ours
 * looks at the cancellation.
 */
public final class PollingRel extends SingleRel implements EnumerableRel {

  private static final Method OVER =
      Types.lookupMethod(Polling.class, "over", DataContext.class, Enumerable.class);

  private PollingRel(RelTraitSet traits, RelNode input) {
    super(input.getCluster(), traits, input);
  }

  /** {@code plan} with a look at the cancellation on every way in and out of a loop. */
  public static RelNode into(RelNode plan) {
    boolean loops =
        plan instanceof Join || plan instanceof Correlate || plan instanceof RepeatUnion;
    List<RelNode> inputs =
        plan.getInputs().stream()
            .map(PollingRel::into)
            .map(input -> loops ? around(input) : input)
            .toList();
    RelNode copy = inputs.equals(plan.getInputs()) ? plan : plan.copy(plan.getTraitSet(), inputs);
    return loops ? around(copy) : copy;
  }

  private static RelNode around(RelNode rel) {
    return rel instanceof PersistScan || rel instanceof PollingRel
        ? rel
        : new PollingRel(rel.getTraitSet(), rel);
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new PollingRel(traits, inputs.get(0));
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    BlockBuilder block = new BlockBuilder();
    Result child = implementor.visitChild(this, 0, (EnumerableRel) getInput(), prefer);
    Expression rows = block.append("polled", child.block);
    block.add(Expressions.return_(null, Expressions.call(OVER, DataContext.ROOT, rows)));
    return new Result(block.toBlock(), child.physType, child.format);
  }
}
