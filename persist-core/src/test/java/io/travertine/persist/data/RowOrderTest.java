package io.travertine.persist.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.time.TimeDomain;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowOrderTest {

  private static void assertAscending(ColumnType type, List<?> values) {
    Schema schema = Schema.of(Column.optional(0, "c", type));
    RowCodec codec = new RowCodec("row", schema);
    ColumnBatchBuilder builder = new ColumnBatchBuilder(schema);
    builder.add(codec, new @Nullable Object[] {null});
    values.forEach(value -> builder.add(codec, new @Nullable Object[] {value}));
    ColumnBatch batch = builder.build();
    ColumnVector column = batch.column(0);
    for (int i = 0; i < batch.length(); i++) {
      for (int j = 0; j < batch.length(); j++) {
        assertThat(Integer.signum(RowOrder.compare(batch, i, batch, j)))
            .isEqualTo(Integer.compare(i, j));
        if (i < j) {
          assertThat(column.orderPrefix(i)).isLessThanOrEqualTo(column.orderPrefix(j));
        }
      }
    }
  }

  @Test
  void nullsComeFirstAndEachTypeHasItsOrder() {
    assertAscending(ColumnType.BOOLEAN, List.of(false, true));
    assertAscending(ColumnType.INT16, List.of(Short.MIN_VALUE, (short) -1, (short) 0, (short) 7));
    assertAscending(ColumnType.INT64, List.of(Long.MIN_VALUE, -1L, 0L, Long.MAX_VALUE));
    assertAscending(
        ColumnType.FLOAT64,
        List.of(Double.NEGATIVE_INFINITY, -1.5, -0d, 0d, 1e-300, Double.MAX_VALUE, Double.NaN));
    assertAscending(ColumnType.FLOAT32, List.of(-1f, -0f, 0f, 1f, Float.NaN));
    assertAscending(ColumnType.STRING, List.of("", "a", "a\0", "ab", "b", "é", "\uFFFF", "😀"));
    assertAscending(
        ColumnType.BYTES, List.of(new byte[0], new byte[] {0}, new byte[] {1}, new byte[] {-1}));
    assertAscending(
        ColumnType.decimal(38, 0),
        List.of(
            new java.math.BigDecimal("-99999999999999999999999999999999999999"),
            new java.math.BigDecimal("-1"),
            new java.math.BigDecimal("0"),
            new java.math.BigDecimal("9223372036854775808"),
            new java.math.BigDecimal("18446744073709551616")));
  }

  @Test
  void rowsAreEqualExactlyIfTheirValuesAreAndThenHashAlike() {
    Seeds.forEach(
        50,
        seed -> {
          RandomRows random = new RandomRows(seed);
          Schema schema = random.schema(2);
          ColumnBatch batch = random.updates(schema, Schema.EMPTY, 60).keys();
          RowCodec codec = new RowCodec("row", schema);
          long[] hashes = RowHash.of(batch);
          for (int i = 0; i < batch.length(); i++) {
            for (int j = 0; j < batch.length(); j++) {
              boolean equal = RowOrder.compare(batch, i, batch, j) == 0;
              assertThat(equal)
                  .isEqualTo(Arrays.deepEquals(codec.decode(batch, i), codec.decode(batch, j)));
              assertThat(hashes[i] == hashes[j]).isEqualTo(equal);
            }
          }
        });
  }

  @Test
  void dictionariesCompareAndHashLikePlainValues() {
    List<String> rows = List.of("b", "a", "b", "ccccccccccccc", "a");
    byte[] heap = "abccccccccccccc".getBytes(StandardCharsets.UTF_8);
    BytesVector dictionary = BytesVector.plain(heap, new int[] {0, 1, 2, 15}, 3, NullMask.none());
    BytesVector coded =
        BytesVector.coded(new int[] {1, 0, 1, 2, 0}, dictionary, 5, NullMask.of(new long[] {16}));
    BytesBuilder builder = new BytesBuilder();
    rows.subList(0, 4)
        .forEach(row -> builder.addBytes(row.getBytes(StandardCharsets.UTF_8), 0, row.length()));
    builder.addNull();
    Schema schema = Schema.of(Column.optional(0, "s", ColumnType.STRING));
    ColumnBatch codedBatch = new ColumnBatch(schema, 5, List.of(coded));
    ColumnBatch plainBatch = new ColumnBatch(schema, 5, List.of(builder.build()));
    assertThat(codedBatch).isEqualTo(plainBatch).hasSameHashCodeAs(plainBatch);
    int[] some = {4, 3, 0};
    assertThat(codedBatch.gather(some, 0, 3)).isEqualTo(plainBatch.gather(some, 0, 3));
  }

  @Test
  void aBatchIsAddedAsItsRowsAre() {
    Seeds.forEach(
        50,
        seed -> {
          RandomRows random = new RandomRows(seed);
          Schema schema = random.schema(8);
          UpdatesBuilder byRows = new UpdatesBuilder(schema, Schema.EMPTY);
          UpdatesBuilder whole = new UpdatesBuilder(schema, Schema.EMPTY);
          for (int length : new int[] {3, 0, 90, 70}) {
            Updates some = random.updates(schema, Schema.EMPTY, length);
            int middle = length / 3;
            whole.addAll(some, 0, middle);
            whole.addAll(some, middle, length);
            for (int row = 0; row < length; row++) {
              byRows.add(some, row);
            }
          }
          assertThat(whole.bytes()).isEqualTo(byRows.bytes());
          assertThat(whole.build()).isEqualTo(byRows.build());
        });
  }

  @Test
  void pickedRowsComeInTheOrderTheyWereAddedIn() {
    Seeds.forEach(
        30,
        seed -> {
          Random dice = new Random(seed);
          RandomRows random = new RandomRows(seed);
          Schema key = random.schema(5);
          Schema value = random.schema(2);
          List<Updates> sources = new ArrayList<>();
          for (int i = 0; i < 1 + dice.nextInt(12); i++) {
            sources.add(random.updates(key, value, 1 + dice.nextInt(50)));
          }
          UpdatesBuilder builder = new UpdatesBuilder(key, value);
          ColumnBatchBuilder keys = new ColumnBatchBuilder(key);
          ColumnBatchBuilder values = new ColumnBatchBuilder(value);
          RowCodec codec = new RowCodec("row", key);
          RowCodec valueCodec = new RowCodec("row", value);
          for (int i = 0; i < 3_000; i++) {
            Updates source = sources.get(dice.nextInt(sources.size()));
            int row = dice.nextInt(source.length());
            keys.add(source.keys(), row);
            values.add(source.values(), row);
            if (dice.nextInt(100) == 0) {
              builder.add(
                  codec,
                  codec.decode(source.keys(), row),
                  valueCodec,
                  valueCodec.decode(source.values(), row),
                  i,
                  1);
            } else {
              builder.add(source, row, i, 1);
            }
            assertThat(builder.length()).isEqualTo(i + 1);
            assertThat(builder.bytes()).isEqualTo(keys.bytes() + values.bytes() + 16L * (i + 1));
          }
          Updates built = builder.build();
          assertThat(built.keys()).isEqualTo(keys.build());
          assertThat(built.values()).isEqualTo(values.build());
          assertThat(Arrays.copyOf(built.times(), 3_000))
              .isEqualTo(LongStream.range(0, 3_000).toArray());
        });
  }

  @Test
  void aDictionaryIsAddedAsPlainValues() {
    BytesVector dictionary =
        BytesVector.plain(
            "abc".getBytes(StandardCharsets.UTF_8), new int[] {0, 1, 3}, 2, NullMask.none());
    BytesVector coded =
        BytesVector.coded(new int[] {1, 0, 0}, dictionary, 3, NullMask.of(new long[] {4}));
    ColumnBuilder builder = new BytesBuilder();
    builder.addAll(coded, 0, 3);
    ColumnVector plain = builder.build();
    for (int row = 0; row < 3; row++) {
      assertThat(plain.compare(row, coded, row)).isZero();
    }
    assertThat(((BytesVector) plain).totalBytes()).isEqualTo(3);
  }

  @Test
  void sortingGivesTheRowsInOrderAndKeepsThatOfEqualOnes() {
    Seeds.forEach(
        60,
        seed -> {
          RandomRows random = new RandomRows(seed);
          Schema schema = random.schema(2);
          Updates updates = random.updates(schema, Schema.EMPTY, 10 + (int) seed * 7);
          assertThat(sorted(updates)).isEqualTo(naivelySorted(updates));
        });
  }

  @Test
  void sortsNumbersThatAreFarApartAndNumbersThatAreClose() {
    Schema schema = Schema.of(Column.required(0, "n", ColumnType.INT64));
    Random random = new Random(1);
    long[] origins = {0, 1L << 62, -(1L << 62), Long.MIN_VALUE, Long.MAX_VALUE - 3_000};
    for (int bits = 1; bits <= 64; bits++) {
      ColumnBatchBuilder builder = new ColumnBatchBuilder(schema);
      int length = 1 + random.nextInt(3_000);
      for (int row = 0; row < length; row++) {
        builder.putLong(0, origins[bits % origins.length] + (random.nextLong() >>> 64 - bits));
        builder.endRow();
      }
      Updates updates =
          new Updates(
              builder.build(), ColumnBatch.ofUnits(length), new long[length], new long[length]);
      assertThat(sorted(updates)).as("%s bits", bits).isEqualTo(naivelySorted(updates));
    }
  }

  private static List<Integer> sorted(Updates updates) {
    return IntStream.of(RowSort.order(TimeDomain.U64, updates)).boxed().toList();
  }

  private static List<Integer> naivelySorted(Updates updates) {
    return IntStream.range(0, updates.length())
        .boxed()
        .sorted((a, b) -> RowOrder.compare(TimeDomain.U64, updates, a, updates, b))
        .toList();
  }

  @Test
  void timesBreakTies() {
    Updates updates =
        new Updates(
            ColumnBatch.ofUnits(2), ColumnBatch.ofUnits(2), new long[] {1, -1}, new long[] {1, 1});
    assertThat(RowOrder.compareRows(updates, 0, updates, 1)).isZero();
    assertThat(RowOrder.compare(TimeDomain.U64, updates, 0, updates, 1)).isNegative();
    assertThat(IntStream.of(RowSort.order(TimeDomain.U64, updates)).boxed().toList())
        .containsExactly(0, 1);
  }
}
