package io.travertine.calcite.plan.rel;

import io.travertine.calcite.exec.KeyGate;
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
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;

/** Passes the rows of a join's input through, of those keys alone that the other one asks for. */
final class KeyLookup extends SingleRel implements EnumerableRel {

  private static final Method ANSWER =
      Types.lookupMethod(KeyGate.class, "answer", DataContext.class, Enumerable.class);

  private final KeyGate gate;

  KeyLookup(RelTraitSet traits, RelNode input, KeyGate gate) {
    super(input.getCluster(), traits, input);
    this.gate = gate;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new KeyLookup(traits, inputs.get(0), gate);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("key", gate.name());
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    BlockBuilder block = new BlockBuilder();
    Result child = implementor.visitChild(this, 0, (EnumerableRel) getInput(), prefer);
    Expression rows = block.append("asked", child.block);
    Expression stashed = implementor.stash(gate, KeyGate.class);
    block.add(Expressions.return_(null, Expressions.call(stashed, ANSWER, DataContext.ROOT, rows)));
    return new Result(block.toBlock(), child.physType, child.format);
  }
}
