package io.travertine.calcite.change;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.session.Cancellation;
import io.travertine.calcite.session.StagedChanges;
import io.travertine.calcite.type.Bind;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.Store;
import io.travertine.persist.data.Column;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.RowSink;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * New rows that are nothing but parameters and literals, as those of a large batch are: each value
 * goes straight into its column. Not thread-safe.
 */
public final class PlainRows {

  /** So often it is looked whether the statement was stopped. */
  private static final int PARAMETERS_PER_CHECK = 256;

  private final List<Cell[]> rows;
  private final ZoneId zone;
  private final ColumnDefinition[] columns;
  private final Column[] stored;
  private final Shortcut[] shortcuts;

  private PlainRows(TableDefinition table, ValueRows values, ZoneId zone) {
    List<ColumnDefinition> definitions = table.columns();
    this.rows = values.rows();
    this.zone = zone;
    this.columns = definitions.toArray(ColumnDefinition[]::new);
    this.stored = definitions.stream().map(ColumnDefinition::stored).toArray(Column[]::new);
    this.shortcuts =
        definitions.stream().map(column -> Shortcut.of(column.type())).toArray(Shortcut[]::new);
  }

  /**
   * The rows of {@code change}, if they are of this kind and nobody has to look at them.
   *
   * @param zone in which instants become zone-less timestamps
   */
  public static Optional<PlainRows> of(Change change, ZoneId zone) {
    return change instanceof Insertion insertion
            && insertion.rules().checks().isEmpty()
            && insertion.source() instanceof ValueRows values
            && values.arePlain()
        ? Optional.of(new PlainRows(insertion.target(), values, zone))
        : Optional.empty();
  }

  /**
   * Stages the rows that each of {@code batch} makes.
   *
   * @param batch parameters, as JDBC's setters brought them
   * @return how many rows each made
   * @throws SqlFailure what {@link Bind#parameter} and {@link Store#value} throw; {@code changes}
   *     are of no use then
   */
  public long[] stageAll(
      List<@Nullable Object[]> batch, Cancellation cancellation, StagedChanges changes) {
    long[] counts = new long[batch.size()];
    changes.expect(Math.multiplyExact(batch.size(), rows.size()));
    for (int i = 0; i < counts.length; i++) {
      if (i % PARAMETERS_PER_CHECK == 0) {
        cancellation.check();
      }
      stage(batch.get(i), changes);
      counts[i] = rows.size();
    }
    return counts;
  }

  private void stage(@Nullable Object[] parameters, StagedChanges changes) {
    RowSink sink = changes.sink();
    for (Cell[] cells : rows) {
      for (int i = 0; i < cells.length; i++) {
        if (cells[i] instanceof Cell.Parameter parameter) {
          put(parameters[parameter.index()], i, sink);
        } else {
          putStored(((Cell.Stored) cells[i]).value(), i, sink);
        }
      }
      changes.inserted();
    }
  }

  private void put(@Nullable Object given, int position, RowSink sink) {
    if (given != null && shortcuts[position].put(given, position, sink)) {
      return;
    }
    ColumnDefinition column = columns[position];
    @Nullable Object bound = Bind.parameter(given, column.type().name(), zone);
    putStored(Store.value(bound, column.type(), column.nullable(), column.name()), position, sink);
  }

  private void putStored(@Nullable Object value, int position, RowSink sink) {
    RowCodec.put(stored[position], position, value, sink);
  }
}
