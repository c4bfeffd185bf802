package io.travertine.calcite.plan.rel;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.key.KeyColumns;
import java.util.List;
import java.util.OptionalLong;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Statistic;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * A stored table as Calcite sees it.
 *
 * <p>Neither scannable nor modifiable by itself: our own rules implement what is done to it. Its
 * keys are told, because they are enforced; foreign keys are not.
 */
public final class ShardTable extends AbstractTable {

  private final TableDefinition definition;
  private final int slot;
  private final OptionalLong time;

  /**
   * @param slot the AS OF it is read at, or {@link io.travertine.calcite.session.ReadTimes#PRESENT}
   * @param time the time of the slot, if it is none of the statement's
   */
  public ShardTable(TableDefinition definition, int slot, OptionalLong time) {
    this.definition = definition;
    this.slot = slot;
    this.time = time;
  }

  public TableDefinition definition() {
    return definition;
  }

  public int slot() {
    return slot;
  }

  OptionalLong time() {
    return time;
  }

  /** The positions of the columns of each key. */
  List<List<Integer>> keys() {
    return KeyColumns.allOf(definition).stream().map(KeyColumns::positions).toList();
  }

  /** Rows may be alike in a key that can be NULL, so that such a key is none to the planner. */
  @Override
  public Statistic getStatistic() {
    List<ImmutableBitSet> told =
        keys().stream()
            .filter(key -> key.stream().noneMatch(this::isNullable))
            .map(ImmutableBitSet::of)
            .toList();
    return new Keys(told);
  }

  /** No more than this is known of a table. */
  private record Keys(List<ImmutableBitSet> keys) implements Statistic {
    @Override
    public List<ImmutableBitSet> getKeys() {
      return keys;
    }

    @Override
    public boolean isKey(ImmutableBitSet columns) {
      return keys.stream().anyMatch(columns::contains);
    }
  }

  private boolean isNullable(int position) {
    return definition.columns().get(position).nullable();
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory types) {
    RelDataTypeFactory.Builder row = types.builder();
    for (ColumnDefinition column : definition.columns()) {
      row.add(column.name(), column.type().relType(types, column.nullable()));
    }
    return row.build();
  }
}
