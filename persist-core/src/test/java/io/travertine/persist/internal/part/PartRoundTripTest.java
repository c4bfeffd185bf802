package io.travertine.persist.internal.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.data.BytesVector;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.RandomRows;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Seeds;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PartRoundTripTest {

  private static final Description ALL_TIMES =
      new Description(
          Frontier.at(0), Frontier.empty(TimeDomain.U64), Frontier.minimum(TimeDomain.U64));

  private static Updates withoutZeros(Updates updates) {
    int[] rows =
        IntStream.range(0, updates.length()).filter(row -> updates.diffs()[row] != 0).toArray();
    return updates.gather(rows, 0, rows.length);
  }

  private static Updates throughParquet(Updates updates) {
    Schema key = updates.keys().schema();
    Schema value = updates.values().schema();
    EncodedPart part = PartWriter.encode(key, value, updates, ALL_TIMES);
    assertThat(part.stats().encode()).isEqualTo(PartStats.of(TimeDomain.U64, updates).encode());
    return PartReader.decode(part.bytes(), part.crc32c(), "part", key, value, Projection.all());
  }

  private static Updates throughInline(Updates updates) {
    Schema key = updates.keys().schema();
    Schema value = updates.values().schema();
    byte[] bytes = InlinePart.encode(key, value, updates, ALL_TIMES);
    return InlinePart.decode(bytes, "inline", key, value, Projection.all());
  }

  /** The last piece first, each by somebody else. */
  private static final Crew BACKWARDS =
      new Crew() {
        @Override
        public <T> List<T> share(int count, Supplier<? extends Hand<T>> hand) {
          List<T> results = new ArrayList<>();
          for (int piece = count - 1; piece >= 0; piece--) {
            try (Hand<T> one = hand.get()) {
              results.add(0, one.work(piece));
            }
          }
          return results;
        }
      };

  @Test
  void theBytesAreTheSameWhoeverEncodesThem() {
    Seeds.forEach(
        20,
        seed -> {
          RandomRows rows = new RandomRows(seed);
          Schema key = rows.schema(8);
          Updates updates = withoutZeros(rows.updates(key, Schema.EMPTY, 300));
          EncodedPart alone = PartWriter.encode(key, Schema.EMPTY, updates, ALL_TIMES);
          EncodedPart shared =
              PartWriter.encode(
                  key, Schema.EMPTY, updates, ALL_TIMES, StatsPolicy.DEFAULT, BACKWARDS);
          assertThat(shared.bytes()).isEqualTo(alone.bytes());
          assertThat(shared.crc32c()).isEqualTo(alone.crc32c());
        });
  }

  @Test
  void everyTypeAndNullPatternRoundTripsInBothForms() {
    Seeds.forEach(
        150,
        seed -> {
          RandomRows rows = new RandomRows(seed);
          int length = new Random(seed).nextInt(200);
          Updates updates = withoutZeros(rows.updates(rows.schema(28), rows.schema(5), length));
          assertThat(throughParquet(updates)).isEqualTo(updates);
          assertThat(throughInline(updates)).isEqualTo(updates);
        });
  }

  @Test
  void everyColumnAtOnceRoundTripsTwice() {
    Updates updates =
        withoutZeros(new RandomRows(7).updates(RandomRows.EVERYTHING, RandomRows.EVERYTHING, 500));
    Updates once = throughParquet(updates);
    assertThat(once).isEqualTo(updates);
    assertThat(throughParquet(once)).isEqualTo(updates);
    assertThat(throughInline(once)).isEqualTo(updates);
  }

  @Test
  void noUpdatesAndNoColumnsRoundTrip() {
    Updates none = Updates.none(RandomRows.EVERYTHING, Schema.EMPTY);
    assertThat(throughParquet(none)).isEqualTo(none);
    assertThat(throughInline(none)).isEqualTo(none);
    Updates units =
        new Updates(
            ColumnBatch.ofUnits(3),
            ColumnBatch.ofUnits(3),
            new long[] {1, -1, 3},
            new long[] {1, -1, 2});
    assertThat(throughParquet(units)).isEqualTo(units);
    assertThat(throughInline(units)).isEqualTo(units);
  }

  @Test
  void columnsOfManyPagesRoundTrip() {
    Seeds.forEach(
        4,
        seed -> {
          Random random = new Random(seed);
          Schema key =
              Schema.of(
                  Column.optional(0, "few", ColumnType.STRING),
                  Column.optional(1, "many", ColumnType.STRING),
                  Column.optional(2, "number", ColumnType.INT64),
                  Column.optional(3, "flag", ColumnType.BOOLEAN),
                  Column.optional(4, "absent", ColumnType.INT32),
                  Column.required(5, "wide", ColumnType.decimal(30, 3)));
          RowCodec codec = new RowCodec("row", key);
          UpdatesBuilder builder = new UpdatesBuilder(key, Schema.EMPTY);
          int length = 150_000 + random.nextInt(100);
          int run = 1 + random.nextInt(1000);
          for (int i = 0; i < length; i++) {
            boolean absent = i / run % 3 == 0;
            builder.add(
                codec,
                new @Nullable Object[] {
                  absent ? null : "v" + random.nextInt(100),
                  absent ? null : "v" + random.nextLong() + "x".repeat(random.nextInt(20)),
                  random.nextInt(10) == 0 ? null : random.nextLong(),
                  random.nextInt(10) == 0 ? null : random.nextBoolean(),
                  null,
                  new java.math.BigDecimal(random.nextLong()).setScale(3)
                },
                Codec.unit(),
                Unit.UNIT,
                i / run,
                1);
          }
          Updates updates = builder.build();
          Updates read = throughParquet(updates);
          assertThat(read).isEqualTo(updates);
          assertThat(((BytesVector) read.keys().column(0)).isCoded()).isTrue();
          assertThat(((BytesVector) read.keys().column(1)).isCoded()).isFalse();
        });
  }

  @Test
  void aProjectionReadsTheWantedColumnsInTheWantedOrder() {
    Seeds.forEach(
        50,
        seed -> {
          Random random = new Random(seed);
          Schema key = RandomRows.EVERYTHING;
          Updates updates = withoutZeros(new RandomRows(seed).updates(key, key, 50));
          List<Integer> positions =
              new ArrayList<>(IntStream.range(0, key.width()).boxed().toList());
          Collections.shuffle(positions, random);
          List<Integer> keys = positions.subList(0, random.nextInt(5));
          List<Integer> values = positions.subList(5, 5 + random.nextInt(5));
          Projection projection = Projection.of(keys, values);
          Updates expected =
              new Updates(
                  updates.keys().project(keys),
                  updates.values().project(values),
                  updates.times(),
                  updates.diffs());
          EncodedPart part = PartWriter.encode(key, key, updates, ALL_TIMES);
          assertThat(PartReader.decode(part.bytes(), part.crc32c(), "p", key, key, projection))
              .isEqualTo(expected);
          byte[] inline = InlinePart.encode(key, key, updates, ALL_TIMES);
          assertThat(InlinePart.decode(inline, "p", key, key, projection)).isEqualTo(expected);
        });
  }

  @Test
  void laterSchemasReadOlderParts() {
    Schema old =
        Schema.of(
            Column.required(3, "dropped", ColumnType.INT32),
            Column.required(1, "name", ColumnType.STRING));
    UpdatesBuilder builder = new UpdatesBuilder(old, Schema.EMPTY);
    builder.add(new RowCodec("row", old), new Object[] {1, "a"}, Codec.unit(), Unit.UNIT, 5, 1);
    EncodedPart part = PartWriter.encode(old, Schema.EMPTY, builder.build(), ALL_TIMES);
    Schema later =
        Schema.of(
            Column.optional(4, "added", ColumnType.INT64),
            Column.optional(1, "renamed", ColumnType.STRING));
    Updates read =
        PartReader.decode(part.bytes(), part.crc32c(), "p", later, Schema.EMPTY, Projection.all());
    assertThat(new RowCodec("row", later).decode(read.keys(), 0)).containsExactly(null, "a");

    Schema required = Schema.of(Column.required(4, "added", ColumnType.INT64));
    Schema retyped = Schema.of(Column.required(1, "name", ColumnType.BYTES));
    for (Schema unreadable : List.of(required, retyped)) {
      assertThatThrownBy(
              () ->
                  PartReader.decode(
                      part.bytes(),
                      part.crc32c(),
                      "s1/p1",
                      unreadable,
                      Schema.EMPTY,
                      Projection.all()))
          .isInstanceOf(CorruptException.class)
          .hasMessageStartingWith("s1/p1 has ");
    }
  }

  @Test
  void descriptionsRoundTrip() {
    Updates none = Updates.none(Schema.EMPTY, Schema.EMPTY);
    List<Description> descriptions =
        List.of(
            ALL_TIMES,
            new Description(Frontier.at(3), Frontier.at(-1), Frontier.at(2)),
            new Description(
                Frontier.of(TimeDomain.PAIR, 1L << 32, 1),
                Frontier.of(TimeDomain.PAIR, 3L << 32, 2),
                Frontier.minimum(TimeDomain.PAIR)));
    for (Description description : descriptions) {
      EncodedPart part = PartWriter.encode(Schema.EMPTY, Schema.EMPTY, none, description);
      assertThat(PartReader.open(part.bytes(), part.crc32c(), "p").description())
          .isEqualTo(description);
      byte[] inline = InlinePart.encode(Schema.EMPTY, Schema.EMPTY, none, description);
      assertThat(InlinePart.description(inline, "p")).isEqualTo(description);
    }
  }

  @Test
  void encodingIsDeterministic() {
    Updates updates =
        withoutZeros(new RandomRows(3).updates(RandomRows.EVERYTHING, Schema.EMPTY, 90));
    Schema key = RandomRows.EVERYTHING;
    assertThat(PartWriter.encode(key, Schema.EMPTY, updates, ALL_TIMES).bytes())
        .isEqualTo(PartWriter.encode(key, Schema.EMPTY, updates, ALL_TIMES).bytes());
    assertThat(InlinePart.encode(key, Schema.EMPTY, updates, ALL_TIMES))
        .isEqualTo(InlinePart.encode(key, Schema.EMPTY, updates, ALL_TIMES));
  }

  @Test
  void updatesOutsideTheDescriptionAreRefused() {
    Updates one =
        new Updates(ColumnBatch.ofUnits(1), ColumnBatch.ofUnits(1), new long[] {5}, new long[] {1});
    Description later = new Description(Frontier.at(6), Frontier.at(9), Frontier.at(0));
    assertThatThrownBy(() -> PartWriter.encode(Schema.EMPTY, Schema.EMPTY, one, later))
        .hasMessage("update at 5 in a part that covers [6][9][0]");
    Description earlier = new Description(Frontier.at(1), Frontier.at(5), Frontier.at(0));
    assertThatThrownBy(() -> InlinePart.encode(Schema.EMPTY, Schema.EMPTY, one, earlier))
        .isInstanceOf(IllegalArgumentException.class);
    Description compacted = new Description(Frontier.at(1), Frontier.at(5), Frontier.at(5));
    assertThat(InlinePart.encode(Schema.EMPTY, Schema.EMPTY, one, compacted)).isNotEmpty();
    Updates zero =
        new Updates(ColumnBatch.ofUnits(1), ColumnBatch.ofUnits(1), new long[] {5}, new long[] {0});
    assertThatThrownBy(() -> PartWriter.encode(Schema.EMPTY, Schema.EMPTY, zero, compacted))
        .hasMessage("update 0 has diff zero");
  }

  @Test
  void aSmallInlinePartIsSmall() {
    UpdatesBuilder builder = new UpdatesBuilder(Codec.string().schema(), Schema.EMPTY);
    long micros = 1_800_000_000_000_000L;
    builder.add(Codec.string(), "hello", Codec.unit(), Unit.UNIT, micros, 1);
    Description description =
        new Description(Frontier.at(micros), Frontier.at(micros + 1), Frontier.at(0));
    assertThat(
            InlinePart.encode(Codec.string().schema(), Schema.EMPTY, builder.build(), description))
        .hasSizeLessThan(60);
  }
}
