package io.travertine.persist.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CodecTest {

  private static <T> T roundTrip(Codec<T> codec, T value) {
    ColumnBatchBuilder builder = new ColumnBatchBuilder(codec.schema());
    builder.add(codec, value);
    return codec.decode(builder.build(), 0);
  }

  @Test
  void builtInCodecsRoundTripUnderTheirNames() {
    assertThat(roundTrip(Codec.string(), "h\u00e9\ud83d\ude00")).isEqualTo("h\u00e9\ud83d\ude00");
    assertThat(roundTrip(Codec.bytes(), new byte[] {0, -1})).containsExactly(0, -1);
    assertThat(roundTrip(Codec.u64(), -1L)).isEqualTo(-1L);
    assertThat(roundTrip(Codec.i64(), Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
    assertThat(roundTrip(Codec.unit(), Unit.UNIT)).isEqualTo(Unit.UNIT);
    assertThat(
            List.of(
                Codec.string().name(),
                Codec.bytes().name(),
                Codec.u64().name(),
                Codec.i64().name(),
                Codec.unit().name()))
        .containsExactly("String", "Vec<u8>", "u64", "i64", "()");
  }

  @Test
  void rowsOfEveryTypeRoundTrip() {
    Seeds.forEach(
        20,
        seed -> {
          RandomRows random = new RandomRows(seed);
          RowCodec codec = new RowCodec("row", RandomRows.EVERYTHING);
          ColumnBatchBuilder builder = new ColumnBatchBuilder(codec.schema());
          List<@Nullable Object[]> rows = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            rows.add(random.row(codec.schema()));
            builder.add(codec, rows.get(i));
          }
          ColumnBatch batch = builder.build();
          for (int i = 0; i < rows.size(); i++) {
            assertThat(Arrays.deepEquals(codec.decode(batch, i), rows.get(i))).isTrue();
          }
        });
  }

  @Test
  void rowCodecRefusesWhatDoesNotBelong() {
    Schema schema =
        Schema.of(
            Column.required(0, "n", ColumnType.INT32),
            Column.optional(1, "d", ColumnType.decimal(4, 2)));
    RowCodec codec = new RowCodec("row", schema);
    ColumnBatchBuilder sink = new ColumnBatchBuilder(schema);
    assertThatThrownBy(() -> sink.add(codec, new @Nullable Object[] {null, null}))
        .hasMessage("null in column n#0 INT32 NOT NULL");
    assertThatThrownBy(() -> sink.add(codec, new @Nullable Object[] {1L, null}))
        .hasMessage("Long in column n#0 INT32 NOT NULL");
    assertThatThrownBy(() -> sink.add(codec, new @Nullable Object[] {1, new BigDecimal("0.005")}))
        .hasMessage("0.005 does not fit column d#1 DECIMAL(4,2)");
    assertThatThrownBy(() -> sink.add(codec, new @Nullable Object[] {1, new BigDecimal("100.00")}))
        .hasMessage("100.00 does not fit column d#1 DECIMAL(4,2)");
    assertThatThrownBy(() -> sink.add(codec, new @Nullable Object[] {1}))
        .hasMessage("1 values for 2 columns");
  }

  @Test
  void aRowMustPutEveryColumnOnce() {
    ColumnBatchBuilder builder = new ColumnBatchBuilder(Codec.i64().schema());
    assertThatThrownBy(builder::endRow).isInstanceOf(IllegalArgumentException.class);
  }
}
