package io.travertine.persist.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetractionsTest {

  private static final long AS_OF = 42;

  /** About half of the rows, the same for equal ones. */
  private static int half(ColumnBatch batch, int[] rows) {
    long[] hashes = RowHash.of(batch);
    int count = 0;
    for (int row = 0; row < hashes.length; row++) {
      if ((hashes[row] >>> 20 & 1) == 0) {
        rows[count++] = row;
      }
    }
    return count;
  }

  private static Map<List<Object>, Long> sums(List<Updates> chunks, RowChoice choice) {
    List<Updates> chosen = new ArrayList<>();
    for (Updates chunk : chunks) {
      int[] rows = new int[chunk.length()];
      chosen.add(chunk.gather(rows, 0, choice.choose(chunk.keys(), rows)));
    }
    return NaiveModel.sums(chosen, time -> AS_OF);
  }

  /** Chunks large enough for a sieve and small ones, some without any retraction. */
  private static List<Updates> chunks(long seed) {
    Random random = new Random(seed);
    RandomRows rows = new RandomRows(seed);
    Schema key = rows.schema(4);
    Schema value = rows.schema(1);
    List<Updates> chunks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Updates chunk = rows.updates(key, value, random.nextInt(700));
      if (random.nextBoolean()) {
        int[] positive = new int[chunk.length()];
        int count = 0;
        for (int row = 0; row < chunk.length(); row++) {
          if (chunk.diffs()[row] > 0) {
            positive[count++] = row;
          }
        }
        chunk = chunk.gather(positive, 0, count);
      }
      chunks.add(chunk);
    }
    return chunks;
  }

  private static List<Updates> contents(List<Updates> chunks, RowChoice choice, int shares) {
    List<Updates> contents = new ArrayList<>();
    for (int share = 0; share < shares; share++) {
      Retractions retractions = new Retractions(AS_OF, choice, share, shares);
      chunks.forEach(retractions::gather);
      chunks.forEach(chunk -> contents.add(retractions.cancel(chunk)));
      retractions.remainder().ifPresent(contents::add);
    }
    return contents;
  }

  @Test
  void whatIsChosenIsCancelledAsIfThereWereNothingElse() {
    Seeds.forEach(
        60,
        seed -> {
          List<Updates> chunks = chunks(seed);
          List<Updates> contents = contents(chunks, RetractionsTest::half, 1 + (int) (seed & 1));
          assertThat(sums(contents, RetractionsTest::half))
              .isEqualTo(sums(chunks, RetractionsTest::half));
        });
  }

  @Test
  void everyRowIsCancelledInSmallAndLargeChunks() {
    Seeds.forEach(
        60,
        seed -> {
          List<Updates> chunks = chunks(seed);
          assertThat(sums(contents(chunks, RowChoice.all(), 1), RowChoice.all()))
              .isEqualTo(sums(chunks, RowChoice.all()));
        });
  }

  @Test
  void aChunkThatLosesNothingKeepsItsColumns() {
    UpdatesBuilder builder = new UpdatesBuilder(Codec.i64().schema(), Schema.EMPTY);
    for (long i = 0; i < 1_000; i++) {
      builder.add(Codec.i64(), i, Codec.unit(), Unit.UNIT, 0, 1);
    }
    Updates chunk = builder.build();
    UpdatesBuilder retracted = new UpdatesBuilder(Codec.i64().schema(), Schema.EMPTY);
    retracted.add(Codec.i64(), 5_000L, Codec.unit(), Unit.UNIT, 0, -1);
    Retractions retractions = new Retractions(AS_OF);
    retractions.gather(retracted.build());
    assertThat(retractions.cancel(chunk).keys()).isSameAs(chunk.keys());
  }
}
