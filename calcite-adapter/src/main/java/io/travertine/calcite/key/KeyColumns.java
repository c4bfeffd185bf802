package io.travertine.calcite.key;

import io.travertine.calcite.catalog.Constraint;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.ColumnBatchBuilder;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.DoubleVector;
import io.travertine.persist.data.FloatVector;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a key of a table. Immutable.
 *
 * @param positions of the columns in the table, in the order of the key
 */
public record KeyColumns(TableDefinition table, Constraint.Key key, List<Integer> positions) {

  public KeyColumns {
    positions = List.copyOf(positions);
  }

  /** Those of {@code key}, which is one of {@code table}. */
  public static KeyColumns of(TableDefinition table, Constraint.Key key) {
    return new KeyColumns(
        table,
        key,
        key.columnIds().stream().map(id -> table.positionOf(id).orElseThrow()).toList());
  }

  /** Those of each key of {@code table}. */
  public static List<KeyColumns> allOf(TableDefinition table) {
    List<KeyColumns> all = new ArrayList<>();
    for (Constraint constraint : table.constraints()) {
      if (constraint instanceof Constraint.Key key) {
        all.add(of(table, key));
      }
    }
    return all;
  }

  /** The key columns alone. */
  public Projection projection() {
    return Projection.of(positions, List.of());
  }

  /**
   * Keys as a batch.
   *
   * @param values for each key its values, as the table stores them
   */
  public ColumnBatch batchOf(List<@Nullable Object[]> values) {
    Schema schema =
        new Schema(positions.stream().map(at -> table.columns().get(at).stored()).toList());
    RowCodec codec = new RowCodec("keys", schema);
    ColumnBatchBuilder builder = new ColumnBatchBuilder(schema);
    values.forEach(key -> builder.add(codec, key));
    return canonical(builder.build());
  }

  /** The key of a whole row of the table. */
  public @Nullable Object[] of(@Nullable Object[] row) {
    return positions.stream().map(position -> row[position]).toArray();
  }

  /** The keys of whole rows of the table. */
  public ColumnBatch ofRows(ColumnBatch rows) {
    return canonical(rows.project(positions));
  }

  /** The same keys in the form in which those are equal that SQL takes for equal. */
  public static ColumnBatch canonical(ColumnBatch keys) {
    List<ColumnVector> columns = new ArrayList<>();
    for (ColumnVector column : keys.columns()) {
      columns.add(withPlainZeros(column));
    }
    return new ColumnBatch(keys.schema(), keys.length(), columns);
  }

  private static ColumnVector withPlainZeros(ColumnVector column) {
    if (column instanceof DoubleVector doubles) {
      double[] values = new double[column.length()];
      for (int row = 0; row < values.length; row++) {
        values[row] = doubles.value(row) + 0d;
      }
      return new DoubleVector(values, values.length, column.nulls());
    } else if (column instanceof FloatVector floats) {
      float[] values = new float[column.length()];
      for (int row = 0; row < values.length; row++) {
        values[row] = floats.value(row) + 0f;
      }
      return new FloatVector(values, values.length, column.nulls());
    }
    return column;
  }

  /** What to say of one of some keys that two rows would have. */
  public SqlFailure violation(ColumnBatch keys, int row) {
    return new SqlFailure(
        SqlState.UNIQUE_VIOLATION,
        "constraint \""
            + key.name()
            + "\" of table \""
            + table.name()
            + "\": two rows would have "
            + shown(keys, row));
  }

  /** The key of a whole row of the table, for a message. */
  public String shown(@Nullable Object[] row) {
    return shown(batchOf(List.<@Nullable Object[]>of(of(row))), 0);
  }

  private String shown(ColumnBatch keys, int row) {
    Schema schema = keys.schema();
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < schema.width(); i++) {
      names.add(table.columns().get(positions.get(i)).name());
      values.add(KeyText.of(schema.column(i).type(), keys.column(i), row));
    }
    return "(" + String.join(", ", names) + ") = (" + String.join(", ", values) + ")";
  }
}
