package io.travertine.calcite.plan.rel;

import io.travertine.calcite.exec.Operand;
import io.travertine.calcite.exec.RowSorter;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.enumerable.JavaRowFormat;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.Types;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * ORDER BY with its OFFSET and FETCH. Calcite's own compares numbers by making decimals of them, at
 * a hundred times the price.
 */
public final class PersistSort extends Sort implements EnumerableRel {

  private static final Method SORT =
      Types.lookupMethod(RowSorter.class, "sort", DataContext.class, Enumerable.class);

  private PersistSort(
      RelTraitSet traits,
      RelNode input,
      RelCollation collation,
      @Nullable RexNode offset,
      @Nullable RexNode fetch) {
    super(input.getCluster(), traits, input, collation, offset, fetch);
  }

  /**
   * The sort over {@code input}; empty if it has an offset or a limit that is neither a literal nor
   * a parameter.
   */
  static Optional<PersistSort> of(Sort sort, RelNode input) {
    boolean plain = isPlain(sort.offset) && isPlain(sort.fetch);
    RelTraitSet traits =
        sort.getCluster().traitSetOf(EnumerableConvention.INSTANCE).replace(sort.getCollation());
    return plain
        ? Optional.of(new PersistSort(traits, input, sort.getCollation(), sort.offset, sort.fetch))
        : Optional.empty();
  }

  private static boolean isPlain(@Nullable RexNode number) {
    return number == null || Conditions.value(number).isPresent();
  }

  @Override
  public Sort copy(
      RelTraitSet traits,
      RelNode input,
      RelCollation collation,
      @Nullable RexNode offset,
      @Nullable RexNode fetch) {
    return new PersistSort(traits, input, collation, offset, fetch);
  }

  /** A limit in the sort is always better than one above it. */
  @Override
  public @Nullable RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery query) {
    RelOptCost cost = super.computeSelfCost(planner, query);
    return cost == null || fetch == null ? cost : cost.multiplyBy(0.5);
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    BlockBuilder block = new BlockBuilder();
    Result child = implementor.visitChild(this, 0, (EnumerableRel) getInput(), Prefer.ARRAY);
    Expression rows = block.append("unsorted", child.block);
    Expression arrays = block.append("rows", child.physType.convertTo(rows, JavaRowFormat.ARRAY));
    Expression sorter = implementor.stash(sorter(), RowSorter.class);
    block.add(Expressions.return_(null, Expressions.call(sorter, SORT, DataContext.ROOT, arrays)));
    return implementor.result(Generated.shaped(implementor, getRowType()), block.toBlock());
  }

  RowSorter sorter() {
    List<RowSorter.Key> keys =
        getCollation().getFieldCollations().stream().map(PersistSort::key).toList();
    return new RowSorter(keys, operand(offset), operand(fetch));
  }

  private static Optional<Operand> operand(@Nullable RexNode number) {
    return number == null ? Optional.empty() : Conditions.value(number);
  }

  private static RowSorter.Key key(RelFieldCollation field) {
    RelFieldCollation.NullDirection nulls =
        field.nullDirection == RelFieldCollation.NullDirection.UNSPECIFIED
            ? field.direction.defaultNullDirection()
            : field.nullDirection;
    return new RowSorter.Key(
        field.getFieldIndex(),
        field.direction.isDescending(),
        nulls == RelFieldCollation.NullDirection.FIRST);
  }
}
