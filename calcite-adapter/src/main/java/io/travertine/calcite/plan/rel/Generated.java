package io.travertine.calcite.plan.rel;

import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.enumerable.JavaRowFormat;
import org.apache.calcite.adapter.enumerable.PhysType;
import org.apache.calcite.adapter.enumerable.PhysTypeImpl;
import org.apache.calcite.linq4j.tree.Blocks;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.rel.type.RelDataType;

/** Pieces of generated code: calls of objects that travel with the plan. */
final class Generated {

  private Generated() {}

  /**
   * Rows from {@code source.open(root)}, in the form of {@link
   * io.travertine.calcite.exec.RowShape}.
   */
  static <T> EnumerableRel.Result source(
      EnumerableRelImplementor implementor, RelDataType rowType, T source, Class<? super T> type) {
    Expression stashed = implementor.stash(source, type);
    return implementor.result(
        shaped(implementor, rowType),
        Blocks.toBlock(Expressions.call(stashed, "open", DataContext.ROOT)));
  }

  /**
   * Rows in the form that Calcite's operators expect: arrays, bare values if there is one column,
   * empty lists if there is none.
   */
  static PhysType shaped(EnumerableRelImplementor implementor, RelDataType rowType) {
    return PhysTypeImpl.of(implementor.getTypeFactory(), rowType, JavaRowFormat.ARRAY);
  }
}
