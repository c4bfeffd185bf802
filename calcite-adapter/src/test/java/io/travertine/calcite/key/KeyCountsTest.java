package io.travertine.calcite.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.ColumnBatchBuilder;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KeyCountsTest {

  private static final Schema SCHEMA =
      Schema.of(
          Column.optional(0, "a", ColumnType.STRING), Column.optional(1, "b", ColumnType.FLOAT64));

  private static ColumnBatch keys(List<Object[]> rows) {
    ColumnBatchBuilder builder = new ColumnBatchBuilder(SCHEMA);
    rows.forEach(row -> builder.add(new RowCodec("row", SCHEMA), row));
    return KeyColumns.canonical(builder.build());
  }

  private static String text(ColumnBatch keys, int row) {
    return KeyText.of(ColumnType.STRING, keys.column(0), row)
        + KeyText.of(ColumnType.FLOAT64, keys.column(1), row);
  }

  private static Map<String, Long> content(KeyCounts counts) {
    Map<String, Long> content = new TreeMap<>();
    for (KeyCounts.Entry entry : counts.entries(count -> count != 0)) {
      assertThat(content.put(text(entry.keys(), entry.row()), entry.count())).isNull();
      assertThat(entry.countIn(counts)).isEqualTo(entry.count());
    }
    return content;
  }

  @Test
  void countsAsAMapDoes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    KeyCounts counts = new KeyCounts();
    Map<String, Long> model = new TreeMap<>();
    List<Runnable> undo = new ArrayList<>();
    for (int round = 0; round < 40; round++) {
      List<Object[]> rows = new ArrayList<>();
      for (int n = random.nextInt(30); n > 0; n--) {
        String a = random.nextInt(10) == 0 ? null : "k" + random.nextInt(20);
        Double b =
            random.nextInt(10) == 0 ? null : random.nextInt(8) * (random.nextBoolean() ? 1d : -0d);
        rows.add(new Object[] {a, b});
      }
      ColumnBatch keys = keys(rows);
      long[] diffs = random.longs(rows.size() + 2, -2, 3).toArray();
      for (int row = 0; row < rows.size(); row++) {
        if (rows.get(row)[0] != null && rows.get(row)[1] != null) {
          model.merge(text(keys, row), diffs[row], Long::sum);
        }
      }
      model.values().removeIf(count -> count == 0);
      counts.add(keys, diffs, 1);
      undo.add(() -> counts.add(keys, diffs, -1));
      assertThat(content(counts)).as("seed %s", seed).isEqualTo(model);
      assertThat(counts.anyAdded()).isEqualTo(model.values().stream().anyMatch(n -> n > 0));
    }
    undo.forEach(Runnable::run);
    assertThat(content(counts)).isEmpty();
  }

  @Test
  void keysOfEntriesAreThoseKeys() {
    KeyCounts counts =
        KeyCounts.of(
            keys(List.of(new Object[] {"x", 1d}, new Object[] {"y", -0d}, new Object[] {"y", 0d})),
            new long[] {1, 1, 1});
    List<KeyCounts.Entry> twice = counts.entries(count -> count == 2);
    ColumnBatch found = KeyCounts.keys(twice);
    assertThat(found.length()).isEqualTo(1);
    assertThat(text(found, 0)).isEqualTo("'y'0.0");
  }
}
