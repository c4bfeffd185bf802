package io.travertine.persist.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PointsTest {

  private static final Schema NUMBER =
      Schema.of(
          Column.optional(0, "x", ColumnType.FLOAT64), Column.optional(1, "y", ColumnType.FLOAT32));

  private static ColumnBatch rows(Schema schema, Object[]... rows) {
    ColumnBatchBuilder builder = new ColumnBatchBuilder(schema);
    for (Object[] row : rows) {
      builder.add(new RowCodec("row", schema), row);
    }
    return builder.build();
  }

  private static int[] found(ColumnBatch rows, Points points) {
    return Arrays.stream(PointIndex.of(rows).find(rows, points)).sorted().toArray();
  }

  @Test
  void rowsOfEveryTypeAreFoundWhateverTheirOrder() {
    Seeds.forEach(
        300,
        seed -> {
          RandomRows source = new RandomRows(seed);
          Random random = new Random(seed);
          Schema schema = source.schema(3);
          if (schema.width() == 0) {
            return;
          }
          ColumnBatchBuilder builder = new ColumnBatchBuilder(schema);
          int length = random.nextInt(60);
          for (int i = 0; i < length; i++) {
            builder.add(new RowCodec("row", schema), source.row(schema));
          }
          ColumnBatch rows = builder.build();
          if (random.nextBoolean()) {
            rows = sorted(rows);
          }
          ColumnBatchBuilder wanted = new ColumnBatchBuilder(schema);
          for (int i = random.nextInt(8); i >= 0; i--) {
            wanted.add(new RowCodec("row", schema), source.row(schema));
          }
          ColumnBatch asked = wanted.build();
          Points points = Points.of(asked);
          ColumnBatch all = rows;
          int[] naive =
              IntStream.range(0, length)
                  .filter(
                      row ->
                          IntStream.range(0, asked.length())
                              .anyMatch(point -> isEqual(all, row, asked, point)))
                  .toArray();
          assertThat(found(rows, points)).isEqualTo(naive);
          for (int row = 0; row < length; row++) {
            boolean expected = Arrays.binarySearch(naive, row) >= 0;
            assertThat(points.contains(rows, row)).isEqualTo(expected);
          }
        });
  }

  private static ColumnBatch sorted(ColumnBatch rows) {
    int[] order =
        IntStream.range(0, rows.length())
            .boxed()
            .sorted((a, b) -> RowOrder.compare(rows, a, rows, b))
            .mapToInt(row -> row)
            .toArray();
    return rows.gather(order, 0, order.length);
  }

  /** As SQL's equality, value by value. */
  private static boolean isEqual(ColumnBatch a, int i, ColumnBatch b, int j) {
    for (int column = 0; column < a.schema().width(); column++) {
      ColumnType type = a.schema().column(column).type();
      Object left = RowCodec.value(type, a.column(column), i);
      Object right = RowCodec.value(type, b.column(column), j);
      if (left == null || right == null) {
        return false;
      }
      boolean equal =
          left instanceof byte[] bytes
              ? Arrays.equals(bytes, (byte[]) right)
              : left instanceof Double x
                  ? x.equals(right) || x.doubleValue() == (Double) right
                  : left instanceof Float y
                      ? y.equals(right) || y.floatValue() == (Float) right
                      : left.equals(right);
      if (!equal) {
        return false;
      }
    }
    return true;
  }

  @Test
  void zerosOfEitherSignAreOneValue() {
    ColumnBatch rows =
        rows(NUMBER, new Object[][] {{-0d, 0f}, {0d, 0f}, {0d, -0f}, {-0d, -0f}, {1d, 0f}});
    assertThat(found(rows, Points.of(rows(NUMBER, new Object[] {0d, 0f}))))
        .containsExactly(0, 1, 2, 3);
    assertThat(found(rows, Points.of(rows(NUMBER, new Object[] {-0d, -0f}))))
        .containsExactly(0, 1, 2, 3);
  }

  @Test
  void aNullIsNoPoint() {
    ColumnBatch rows = rows(NUMBER, new Object[][] {{null, 1f}, {1d, null}, {1d, 1f}});
    Points points = Points.of(rows);
    assertThat(points.count()).isEqualTo(1);
    assertThat(found(rows, points)).containsExactly(2);
  }

  @Test
  void manyRowsOfOneValueAreNoBurden() {
    Schema one = Schema.of(Column.required(0, "x", ColumnType.INT64));
    long[] values = new long[300_000];
    values[values.length - 1] = -1; // so that they are not sorted
    ColumnBatch rows =
        new ColumnBatch(
            one, values.length, List.of(new LongVector(values, values.length, NullMask.none())));
    assertThat(found(rows, Points.of(rows(one, new Object[] {0L})))).hasSize(values.length - 1);
    assertThat(found(rows, Points.of(rows(one, new Object[] {-1L})))).containsExactly(299_999);
  }

  @Test
  void aPointIsOfSomething() {
    assertThatThrownBy(() -> Points.of(ColumnBatch.ofUnits(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
