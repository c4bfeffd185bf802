package io.travertine.persist.internal.part;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.Consolidation;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How fast parts of a table of 16 columns are written and read; prints figures. Run with {@code
 * -Dtravertine.benchmark=true}.
 */
@EnabledIfSystemProperty(named = "travertine.benchmark", matches = "true")
class PartThroughputTest {

  private static final int ROWS = 1_000_000;
  private static final int ROUNDS = 6;
  private static final Schema TABLE =
      Schema.of(
          Column.required(0, "orderkey", ColumnType.INT64),
          Column.required(1, "partkey", ColumnType.INT64),
          Column.required(2, "suppkey", ColumnType.INT64),
          Column.required(3, "linenumber", ColumnType.INT32),
          Column.required(4, "quantity", ColumnType.decimal(15, 2)),
          Column.required(5, "extendedprice", ColumnType.decimal(15, 2)),
          Column.required(6, "discount", ColumnType.FLOAT64),
          Column.required(7, "weight", ColumnType.FLOAT64),
          Column.required(8, "returnflag", ColumnType.STRING),
          Column.required(9, "linestatus", ColumnType.STRING),
          Column.required(10, "shipdate", ColumnType.DATE),
          Column.optional(11, "commitdate", ColumnType.DATE),
          Column.required(12, "receipt", ColumnType.TIMESTAMP),
          Column.optional(13, "shipinstruct", ColumnType.STRING),
          Column.required(14, "shipmode", ColumnType.STRING),
          Column.required(15, "comment", ColumnType.STRING));

  private static UpdatesBuilder table() {
    Random random = new Random(1);
    UpdatesBuilder builder = new UpdatesBuilder(TABLE, Schema.EMPTY);
    RowCodec codec = new RowCodec("row", TABLE);
    String[] words = "slyly final deposits sleep quickly among the ironic packages".split(" ");
    String[] modes = {"AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB", "REG AIR"};
    for (int i = 0; i < ROWS; i++) {
      StringBuilder comment = new StringBuilder();
      for (int w = random.nextInt(5); w >= 0; w--) {
        comment.append(words[random.nextInt(words.length)]).append(' ');
      }
      builder.add(
          codec,
          new Object[] {
            i / 4L,
            (long) random.nextInt(200_000),
            (long) random.nextInt(10_000),
            i % 4,
            BigDecimal.valueOf(100L * random.nextInt(50), 2),
            BigDecimal.valueOf(random.nextInt(10_000_000), 2),
            random.nextInt(10) / 100d,
            random.nextDouble(),
            "ANR".substring(i % 3, i % 3 + 1),
            "OF".substring(i & 1, (i & 1) + 1),
            8000 + random.nextInt(2500),
            8000 + random.nextInt(2500),
            1_700_000_000_000L + random.nextInt(1_000_000_000),
            "DELIVER IN PERSON",
            modes[random.nextInt(modes.length)],
            comment.append(random.nextInt(1000)).toString()
          },
          Codec.unit(),
          Unit.UNIT,
          1_800_000_000_000_000L + i / 1000,
          1);
    }
    return builder;
  }

  private static <T> T best(String what, long rawBytes, Supplier<T> work) {
    T result = work.get();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      result = work.get();
      best = Math.min(best, System.nanoTime() - start);
    }
    System.out.printf(
        Locale.ROOT,
        "%-28s %6.0f MiB/s %5.2f million rows/s%n",
        what,
        rawBytes / 1048576.0 / (best / 1e9),
        ROWS / 1e6 / (best / 1e9));
    return result;
  }

  @Test
  void writesAndReadsASixteenColumnTable() {
    UpdatesBuilder builder = table();
    long raw = builder.bytes();
    Updates updates = builder.build();
    Description description =
        new Description(
            Frontier.at(0), Frontier.empty(TimeDomain.U64), Frontier.minimum(TimeDomain.U64));
    EncodedPart part =
        best("encode", raw, () -> PartWriter.encode(TABLE, Schema.EMPTY, updates, description));
    System.out.printf(
        Locale.ROOT, "%d MiB raw, %d MiB stored%n", raw >> 20, part.bytes().length >> 20);
    Updates read =
        best(
            "decode",
            raw,
            () ->
                PartReader.decode(
                    part.bytes(), part.crc32c(), "p", TABLE, Schema.EMPTY, Projection.all()));
    assertThat(read).isEqualTo(updates);
    best(
        "encode again (coded)",
        raw,
        () -> PartWriter.encode(TABLE, Schema.EMPTY, read, description));
    best(
        "decode 4 columns",
        raw,
        () ->
            PartReader.decode(
                part.bytes(),
                part.crc32c(),
                "p",
                TABLE,
                Schema.EMPTY,
                Projection.ofKey(List.of(4, 5, 6, 10))));
    best("stats", raw, () -> PartStats.of(TimeDomain.U64, updates));
    best("consolidate sorted", raw, () -> Consolidation.consolidate(TimeDomain.U64, updates));
    Updates shuffled = shuffled(updates);
    best("consolidate shuffled", raw, () -> Consolidation.consolidate(TimeDomain.U64, shuffled));
    Updates retracted =
        updates.gather(java.util.stream.IntStream.range(0, ROWS / 10).toArray(), 0, ROWS / 10);
    long[] minus = new long[ROWS / 10];
    java.util.Arrays.fill(minus, -1);
    Updates retractions =
        new Updates(retracted.keys(), retracted.values(), retracted.times(), minus);
    best(
        "snapshot, 10% retracted",
        raw, () -> Consolidation.snapshot(List.of(updates, retractions), 2_000_000_000_000_000L));
  }

  private static Updates shuffled(Updates updates) {
    int[] rows = java.util.stream.IntStream.range(0, ROWS).toArray();
    Random random = new Random(2);
    for (int i = rows.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = rows[i];
      rows[i] = rows[j];
      rows[j] = swapped;
    }
    return updates.gather(rows, 0, rows.length);
  }
}
