package io.travertine.persist.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Rows of plain Java values, one a column: Boolean, Short (INT16), Integer (INT32; DATE as days;
 * TIME as milliseconds of the day), Long (INT64; TIMESTAMP as milliseconds since the epoch), Float,
 * Double, BigDecimal (of the column's scale), String, byte[]; null where absent.
 *
 * <p>For SQL tables. Whoever has whole batches should hand those over instead.
 */
public final class RowCodec implements Codec<@Nullable Object[]> {

  private final String name;
  private final Schema schema;

  /**
   * @param name the name stored with the shard
   * @param schema the columns of a row
   */
  public RowCodec(String name, Schema schema) {
    this.name = name;
    this.schema = schema;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the row has another width, a value is of another class, a
   *     decimal does not fit without rounding, or a required value is null
   */
  @Override
  public void encode(@Nullable Object[] row, RowSink sink) {
    if (row.length != schema.width()) {
      throw new IllegalArgumentException(row.length + " values for " + schema.width() + " columns");
    }
    for (int i = 0; i < row.length; i++) {
      put(schema.column(i), i, row[i], sink);
    }
  }

  /**
   * Puts one value of a row.
   *
   * @param column of what type the values at {@code position} are
   * @throws IllegalArgumentException as {@link #encode}
   */
  public static void put(Column column, int position, @Nullable Object value, RowSink sink) {
    if (value == null) {
      sink.putNull(position);
      return;
    }
    try {
      switch (column.type().kind()) {
        case BOOLEAN -> sink.putBoolean(position, (Boolean) value);
        case INT16 -> sink.putInt(position, (Short) value);
        case INT32, DATE, TIME -> sink.putInt(position, (Integer) value);
        case INT64, TIMESTAMP -> sink.putLong(position, (Long) value);
        case FLOAT32 -> sink.putFloat(position, (Float) value);
        case FLOAT64 -> sink.putDouble(position, (Double) value);
        case STRING -> sink.putBytes(position, ((String) value).getBytes(StandardCharsets.UTF_8));
        case BYTES -> sink.putBytes(position, (byte[]) value);
        case DECIMAL -> putDecimal(position, column.type(), (BigDecimal) value, sink);
      }
    } catch (ClassCastException e) {
      throw new IllegalArgumentException(
          value.getClass().getSimpleName() + " in column " + column, e);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(value + " does not fit column " + column, e);
    }
  }

  private static void putDecimal(int position, ColumnType type, BigDecimal value, RowSink sink) {
    BigDecimal scaled = value.setScale(type.scale());
    if (scaled.precision() > type.precision()) {
      throw new ArithmeticException("too many digits");
    }
    BigInteger unscaled = scaled.unscaledValue();
    if (type.isWideDecimal()) {
      sink.putInt128(position, unscaled.shiftRight(64).longValueExact(), unscaled.longValue());
    } else {
      sink.putLong(position, unscaled.longValueExact());
    }
  }

  @Override
  public @Nullable Object[] decode(ColumnBatch batch, int row) {
    @Nullable Object[] values = new @Nullable Object[schema.width()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(schema.column(i).type(), batch.column(i), row);
    }
    return values;
  }

  /** The value of one row of a column, as in the rows of this codec; null where absent. */
  public static @Nullable Object value(ColumnType type, ColumnVector vector, int row) {
    if (vector.isNull(row)) {
      return null;
    }
    return switch (type.kind()) {
      case BOOLEAN -> ((BooleanVector) vector).value(row);
      case INT16 -> (short) ((IntVector) vector).value(row);
      case INT32, DATE, TIME -> ((IntVector) vector).value(row);
      case INT64, TIMESTAMP -> ((LongVector) vector).value(row);
      case FLOAT32 -> ((FloatVector) vector).value(row);
      case FLOAT64 -> ((DoubleVector) vector).value(row);
      case STRING -> ((BytesVector) vector).string(row);
      case BYTES -> ((BytesVector) vector).bytes(row);
      case DECIMAL ->
          type.isWideDecimal()
              ? new BigDecimal(((Int128Vector) vector).value(row), type.scale())
              : BigDecimal.valueOf(((LongVector) vector).value(row), type.scale());
    };
  }
}
