package io.travertine.persist.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Seeded schemas and rows with every type, many nulls, many repetitions and all the extremes. */
public final class RandomRows {

  /** One column of every type and nullability. */
  public static final Schema EVERYTHING = everything();

  private static final List<String> STRINGS =
      List.of("", "a", "ab", "travertine", "été", "日本語", "😀", "z\0z", "x".repeat(150), "\uFFFF");

  private final Random random;

  public RandomRows(long seed) {
    this.random = new Random(seed);
  }

  private static Schema everything() {
    List<ColumnType> types =
        List.of(
            ColumnType.BOOLEAN,
            ColumnType.INT16,
            ColumnType.INT32,
            ColumnType.INT64,
            ColumnType.FLOAT32,
            ColumnType.FLOAT64,
            ColumnType.decimal(4, 2),
            ColumnType.decimal(18, 0),
            ColumnType.decimal(38, 10),
            ColumnType.STRING,
            ColumnType.BYTES,
            ColumnType.DATE,
            ColumnType.TIME,
            ColumnType.TIMESTAMP);
    List<Column> columns = new ArrayList<>();
    for (ColumnType type : types) {
      String name = type.kind().name().toLowerCase(java.util.Locale.ROOT) + type.precision();
      columns.add(Column.optional(columns.size(), name, type));
      columns.add(Column.required(columns.size(), name + "_required", type));
    }
    return new Schema(columns);
  }

  /** A schema of up to {@code width} columns of {@link #EVERYTHING}. */
  public Schema schema(int width) {
    List<Column> columns = new ArrayList<>(EVERYTHING.columns());
    java.util.Collections.shuffle(columns, random);
    return new Schema(columns.subList(0, random.nextInt(width + 1)));
  }

  /** A row; few different values a column, so that rows repeat. */
  public @Nullable Object[] row(Schema schema) {
    @Nullable Object[] row = new @Nullable Object[schema.width()];
    for (int i = 0; i < row.length; i++) {
      Column column = schema.column(i);
      row[i] = column.nullable() && random.nextInt(3) == 0 ? null : value(column.type());
    }
    return row;
  }

  /** Updates with times 0 to 9 and diffs -2 to 2. */
  public Updates updates(Schema key, Schema value, int length) {
    UpdatesBuilder builder = new UpdatesBuilder(key, value);
    RowCodec keys = new RowCodec("row", key);
    RowCodec values = new RowCodec("row", value);
    for (int i = 0; i < length; i++) {
      builder.add(keys, row(key), values, row(value), random.nextInt(10), random.nextInt(5) - 2L);
    }
    return builder.build();
  }

  private Object value(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> random.nextBoolean();
      case INT16 -> (short) integer(Short.MIN_VALUE, Short.MAX_VALUE);
      case INT32, DATE -> (int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
      case TIME -> (int) integer(0, 86_399_999);
      case INT64, TIMESTAMP -> integer(Long.MIN_VALUE, Long.MAX_VALUE);
      case FLOAT32 ->
          pick(List.of(0f, -0f, 1.5f, -1.5f, Float.NaN, Float.MAX_VALUE, Float.MIN_VALUE));
      case FLOAT64 -> pick(List.of(0d, -0d, 0.1, -1e300, Double.NaN, Double.NEGATIVE_INFINITY));
      case DECIMAL -> decimal(type);
      case STRING -> pick(STRINGS);
      case BYTES ->
          pick(List.of(new byte[0], new byte[] {0}, new byte[] {-1, -1}, new byte[] {127, -128}));
    };
  }

  private BigDecimal decimal(ColumnType type) {
    BigInteger bound = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
    BigInteger unscaled =
        switch (random.nextInt(5)) {
          case 0 -> bound;
          case 1 -> bound.negate();
          case 2 -> BigInteger.valueOf(random.nextInt(3) - 1L);
          default -> new BigInteger(bound.bitLength() - 1, random).negate();
        };
    return new BigDecimal(unscaled, type.scale());
  }

  private long integer(long min, long max) {
    return switch (random.nextInt(6)) {
      case 0 -> min;
      case 1 -> max;
      default -> Math.max(min, random.nextInt(4) - 2L);
    };
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
