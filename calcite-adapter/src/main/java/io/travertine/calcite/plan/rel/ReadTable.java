package io.travertine.calcite.plan.rel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.plan.RelOptSchema;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelDistribution;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelReferentialConstraint;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.schema.ColumnStrategy;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * A table as a {@link TableRead} gives it: with the read's columns. The keys of the table itself
 * are in terms of other positions, so that nobody may take them for those of the read.
 */
final class ReadTable implements RelOptTable {

  private final RelOptTable whole;
  private final RelDataType rowType;
  private final List<ImmutableBitSet> keys;

  private ReadTable(RelOptTable whole, RelDataType rowType, List<ImmutableBitSet> keys) {
    this.whole = whole;
    this.rowType = rowType;
    this.keys = keys;
  }

  /**
   * A table as it is read.
   *
   * @param table as the catalog has it, or as it is read otherwise
   * @param rowType of the columns read
   * @param columns their positions in the table
   */
  static ReadTable of(RelOptTable table, RelDataType rowType, List<Integer> columns) {
    RelOptTable whole = table instanceof ReadTable read ? read.whole : table;
    List<ImmutableBitSet> keys = new ArrayList<>();
    List<ImmutableBitSet> known = whole.getKeys();
    if (known != null) {
      known.forEach(key -> shown(key, columns).ifPresent(keys::add));
    }
    return new ReadTable(whole, rowType, keys);
  }

  /** A key in positions of the columns read; empty if they lack a part of it. */
  private static Optional<ImmutableBitSet> shown(ImmutableBitSet key, List<Integer> columns) {
    ImmutableBitSet.Builder shown = ImmutableBitSet.builder();
    for (int position : key) {
      int at = columns.indexOf(position);
      if (at < 0) {
        return Optional.empty();
      }
      shown.set(at);
    }
    return Optional.of(shown.build());
  }

  @Override
  public List<String> getQualifiedName() {
    return whole.getQualifiedName();
  }

  @Override
  public double getRowCount() {
    return whole.getRowCount();
  }

  @Override
  public RelDataType getRowType() {
    return rowType;
  }

  @Override
  public @Nullable RelOptSchema getRelOptSchema() {
    return whole.getRelOptSchema();
  }

  @Override
  public RelNode toRel(ToRelContext context) {
    return whole.toRel(context);
  }

  @Override
  public @Nullable List<RelCollation> getCollationList() {
    return List.of();
  }

  @Override
  public @Nullable RelDistribution getDistribution() {
    return whole.getDistribution();
  }

  @Override
  public boolean isKey(ImmutableBitSet columns) {
    return keys.stream().anyMatch(columns::contains);
  }

  @Override
  public List<ImmutableBitSet> getKeys() {
    return keys;
  }

  @Override
  public @Nullable List<RelReferentialConstraint> getReferentialConstraints() {
    return List.of();
  }

  @Override
  @SuppressWarnings("rawtypes") // as in the interface
  public @Nullable Expression getExpression(Class type) {
    return whole.getExpression(type);
  }

  @Override
  public RelOptTable extend(List<RelDataTypeField> fields) {
    return whole.extend(fields);
  }

  @Override
  public List<ColumnStrategy> getColumnStrategies() {
    return whole.getColumnStrategies();
  }

  @Override
  public <C extends Object> @Nullable C unwrap(Class<C> type) {
    return type.isInstance(this) ? type.cast(this) : whole.unwrap(type);
  }
}
