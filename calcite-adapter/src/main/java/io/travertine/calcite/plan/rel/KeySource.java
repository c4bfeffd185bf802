package io.travertine.calcite.plan.rel;

import io.travertine.calcite.exec.KeyGate;
import java.lang.reflect.Method;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.function.Function1;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.Types;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;

/** Passes the rows of a join's input through, whose keys are asked for at a {@link KeyGate}. */
final class KeySource extends SingleRel implements EnumerableRel {

  private static final Method ASK =
      Types.lookupMethod(
          KeyGate.class, "ask", DataContext.class, Enumerable.class, Function1.class);

  private final KeyGate gate;
  private final List<Integer> fields;

  /**
   * @param fields the values of the key, in its order
   */
  KeySource(RelTraitSet traits, RelNode input, KeyGate gate, List<Integer> fields) {
    super(input.getCluster(), traits, input);
    this.gate = gate;
    this.fields = List.copyOf(fields);
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new KeySource(traits, inputs.get(0), gate, fields);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    List<String> names = getRowType().getFieldNames();
    return super.explainTerms(writer).item("values", fields.stream().map(names::get).toList());
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    BlockBuilder block = new BlockBuilder();
    Result child = implementor.visitChild(this, 0, (EnumerableRel) getInput(), prefer);
    Expression rows = block.append("asking", child.block);
    Expression values = child.physType.generateAccessor(fields);
    Expression stashed = implementor.stash(gate, KeyGate.class);
    block.add(
        Expressions.return_(null, Expressions.call(stashed, ASK, DataContext.ROOT, rows, values)));
    return new Result(block.toBlock(), child.physType, child.format);
  }
}
