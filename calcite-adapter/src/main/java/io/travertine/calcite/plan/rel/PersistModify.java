package io.travertine.calcite.plan.rel;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.ShardModify;
import io.travertine.calcite.type.SqlFailure;
import java.lang.reflect.Method;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.enumerable.JavaRowFormat;
import org.apache.calcite.adapter.enumerable.PhysType;
import org.apache.calcite.adapter.enumerable.PhysTypeImpl;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.Types;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableModify;
import org.apache.calcite.rel.type.RelDataTypeField;

/** Stages the changes of an INSERT, UPDATE or DELETE. */
public final class PersistModify extends TableModify implements EnumerableRel {

  private static final Method APPLY =
      Types.lookupMethod(ShardModify.class, "apply", DataContext.class, Enumerable.class);

  private PersistModify(TableModify modify, RelTraitSet traits, RelNode input) {
    super(
        modify.getCluster(),
        traits,
        modify.getTable(),
        modify.getCatalogReader(),
        input,
        modify.getOperation(),
        modify.getUpdateColumnList(),
        modify.getSourceExpressionList(),
        modify.isFlattened());
  }

  static PersistModify of(TableModify modify, RelNode input) {
    return new PersistModify(
        modify, modify.getCluster().traitSetOf(EnumerableConvention.INSTANCE), input);
  }

  /** The table that is changed. */
  public TableDefinition target() {
    return target(getTable());
  }

  static TableDefinition target(RelOptTable table) {
    return table.unwrapOrThrow(ShardTable.class).definition();
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new PersistModify(this, traits, inputs.get(0));
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    BlockBuilder block = new BlockBuilder();
    Result child = implementor.visitChild(this, 0, (EnumerableRel) getInput(), Prefer.ARRAY);
    Expression rows = block.append("rows", child.block);
    Expression arrays = block.append("arrays", child.physType.convertTo(rows, JavaRowFormat.ARRAY));
    Expression modify = implementor.stash(modification(), ShardModify.class);
    PhysType count =
        PhysTypeImpl.of(implementor.getTypeFactory(), getRowType(), JavaRowFormat.SCALAR);
    block.add(Expressions.return_(null, Expressions.call(modify, APPLY, DataContext.ROOT, arrays)));
    return implementor.result(count, block.toBlock());
  }

  private ShardModify modification() {
    TableDefinition table = target();
    List<String> updated = getUpdateColumnList();
    List<Integer> positions =
        updated == null
            ? List.of()
            : updated.stream().map(name -> table.indexOf(name).orElseThrow()).toList();
    ShardModify.Operation operation =
        switch (getOperation()) {
          case INSERT -> ShardModify.Operation.INSERT;
          case UPDATE -> ShardModify.Operation.UPDATE;
          case DELETE -> ShardModify.Operation.DELETE;
          case MERGE ->
              throw SqlFailure.unsupported("MERGE is not offered yet: use UPDATE and INSERT");
        };
    List<RelDataTypeField> fields = getInput().getRowType().getFieldList();
    return new ShardModify(
        table,
        operation,
        positions,
        fields.stream().map(field -> field.getType().getSqlTypeName()).toList());
  }
}
