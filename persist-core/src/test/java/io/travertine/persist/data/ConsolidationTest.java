package io.travertine.persist.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConsolidationTest {

  private static Updates numbers(long... keyTimeDiff) {
    UpdatesBuilder builder = new UpdatesBuilder(Codec.i64().schema(), Schema.EMPTY);
    for (int i = 0; i < keyTimeDiff.length; i += 3) {
      builder.add(
          Codec.i64(),
          keyTimeDiff[i],
          Codec.unit(),
          Unit.UNIT,
          keyTimeDiff[i + 1],
          keyTimeDiff[i + 2]);
    }
    return builder.build();
  }

  private static List<Updates> chunks(RandomRows rows, Random random, Schema key, Schema value) {
    List<Updates> chunks = new ArrayList<>();
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      chunks.add(rows.updates(key, value, random.nextInt(80)));
    }
    return chunks;
  }

  @Test
  void sumsEqualUpdatesAndDropsZeros() {
    Updates consolidated =
        Consolidation.consolidate(
            TimeDomain.U64, numbers(2, 1, 1, 1, 5, 1, 2, 1, 2, 1, 4, 3, 1, 5, -1));
    assertThat(consolidated).isEqualTo(numbers(1, 4, 3, 2, 1, 3));
  }

  @Test
  void whatIsConsolidatedIsNotCopied() {
    Updates sorted = numbers(1, 1, 1, 1, 2, -1, 2, 0, 1);
    assertThat(Consolidation.consolidate(TimeDomain.U64, sorted)).isSameAs(sorted);
  }

  @Test
  void sumsWrapAround() {
    assertThat(Consolidation.consolidate(TimeDomain.U64, numbers(1, 1, Long.MAX_VALUE, 1, 1, 2)))
        .isEqualTo(numbers(1, 1, Long.MIN_VALUE + 1));
  }

  @Test
  void consolidationKeepsTheMeaningAndIsSorted() {
    Seeds.forEach(
        200,
        seed -> {
          RandomRows rows = new RandomRows(seed);
          Updates updates = rows.updates(rows.schema(3), rows.schema(2), 150);
          Updates consolidated = Consolidation.consolidate(TimeDomain.U64, updates);
          assertThat(Consolidation.isConsolidated(TimeDomain.U64, consolidated)).isTrue();
          assertThat(NaiveModel.sums(List.of(consolidated)))
              .isEqualTo(NaiveModel.sums(List.of(updates)))
              .hasSize(consolidated.length());
        });
  }

  @Test
  void mergingRunsIsConsolidatingThemTogether() {
    Seeds.forEach(
        200,
        seed -> {
          Random random = new Random(seed);
          RandomRows rows = new RandomRows(seed);
          Schema key = rows.schema(3);
          Schema value = rows.schema(1);
          List<Updates> inputs = chunks(rows, random, key, value);
          List<Iterator<Updates>> runs = new ArrayList<>();
          for (Updates input : inputs) {
            Updates sorted = Consolidation.consolidate(TimeDomain.U64, input);
            int cut = random.nextInt(sorted.length() + 1);
            runs.add(List.of(sorted.range(0, cut), sorted.range(cut, sorted.length())).iterator());
          }
          long since = random.nextInt(10);
          Consolidator consolidator =
              new Consolidator(
                  TimeDomain.U64,
                  key,
                  value,
                  runs,
                  time -> Math.max(time, since),
                  1 + random.nextInt(500));
          List<Updates> merged = new ArrayList<>();
          consolidator.forEachRemaining(merged::add);
          Updates all = Updates.concat(key, value, merged);
          assertThat(merged).allMatch(chunk -> !chunk.isEmpty());
          assertThat(Consolidation.isConsolidated(TimeDomain.U64, all)).isTrue();
          assertThat(NaiveModel.sums(List.of(all)))
              .isEqualTo(NaiveModel.sums(inputs, time -> Math.max(time, since)));
        });
  }

  @Test
  void mergedChunksAreAsBigAsAsked() {
    Updates run = numbers(1, 0, 1, 2, 0, 1, 3, 0, 1, 4, 0, 1, 5, 0, 1);
    Consolidator consolidator =
        new Consolidator(
            TimeDomain.U64,
            Codec.i64().schema(),
            Schema.EMPTY,
            List.of(List.of(run).iterator()),
            time -> time,
            48);
    List<Integer> lengths = new ArrayList<>();
    consolidator.forEachRemaining(chunk -> lengths.add(chunk.length()));
    assertThat(lengths).containsExactly(2, 2, 1);
  }

  @Test
  void anUnsortedRunFailsHard() {
    Consolidator consolidator =
        new Consolidator(
            TimeDomain.U64,
            Codec.i64().schema(),
            Schema.EMPTY,
            List.of(List.of(numbers(2, 0, 1), numbers(1, 0, 1)).iterator()),
            time -> time,
            1000);
    assertThatThrownBy(consolidator::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not sorted");
  }

  @Test
  void aSnapshotHasEveryRetractionCancelled() {
    Seeds.forEach(
        200,
        seed -> {
          Random random = new Random(seed);
          RandomRows rows = new RandomRows(seed);
          List<Updates> inputs = chunks(rows, random, rows.schema(2), rows.schema(1));
          List<Updates> contents = Consolidation.snapshot(inputs, 42);
          assertThat(NaiveModel.sums(contents)).isEqualTo(NaiveModel.sums(inputs, time -> 42));
          long negatives =
              NaiveModel.sums(inputs, time -> 42).values().stream().filter(sum -> sum < 0).count();
          long negativeRows = 0;
          for (Updates chunk : contents) {
            for (int i = 0; i < chunk.length(); i++) {
              assertThat(chunk.times()[i]).isEqualTo(42);
              assertThat(chunk.diffs()[i]).isNotZero();
              negativeRows += chunk.diffs()[i] < 0 ? 1 : 0;
            }
          }
          assertThat(negativeRows).isEqualTo(negatives);
        });
  }

  @Test
  void aSnapshotWithoutRetractionsKeepsTheColumns() {
    Updates chunk = numbers(2, 1, 1, 1, 5, 1);
    List<Updates> contents = Consolidation.snapshot(List.of(chunk), 9);
    assertThat(contents).containsExactly(numbers(2, 9, 1, 1, 9, 1));
    assertThat(contents.get(0).keys()).isSameAs(chunk.keys());
  }
}
