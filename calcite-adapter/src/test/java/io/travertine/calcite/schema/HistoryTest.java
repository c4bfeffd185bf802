package io.travertine.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A random history of changes, read as of every commit, equals a model of it. */
class HistoryTest {

  private static final int STEPS = 150;

  /** A row, NULL as the text of it. */
  private record Row(int key, String value) {
    @Override
    public String toString() {
      return "[" + key + ", " + value + "]";
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyInstantEqualsTheModel(long seed) {
    Random random = new Random(seed);
    Map<Long, Map<Row, Long>> past = new LinkedHashMap<>();
    Map<Row, Long> model = new LinkedHashMap<>();
    try (TestDatabase db = TestDatabase.create()) {
      db.run("create table t (k int not null, v varchar)");
      for (int step = 0; step < STEPS; step++) {
        change(random, db, model);
        past.put(db.now("t"), new LinkedHashMap<>(model));
      }
      past.forEach(
          (time, rows) ->
              assertThat(counted(db, "select k, v from t as of " + time))
                  .as("seed %d, as of %d", seed, time)
                  .isEqualTo(sorted(rows)));
      assertThat(counted(db, "select k, v from t")).as("seed %d", seed).isEqualTo(sorted(model));
      List<Long> times = new ArrayList<>(past.keySet());
      PreparedSql byTime =
          db.session().prepare("select count(*) from t for system_time as of ? where k < ?");
      for (int i = 0; i < 50; i++) {
        long time = times.get(random.nextInt(times.size()));
        int bound = random.nextInt(10);
        long expected =
            past.getOrDefault(time, Map.of()).entrySet().stream()
                .filter(row -> row.getKey().key() < bound)
                .mapToLong(Map.Entry::getValue)
                .sum();
        assertThat(
                TestDatabase.read(
                    byTime.execute(new Object[] {time, bound}, Execution.unlimited())))
            .as("seed %d, as of %d, k < %d", seed, time, bound)
            .containsExactly(List.of(expected));
      }
    }
  }

  private static void change(Random random, TestDatabase db, Map<Row, Long> model) {
    int key = random.nextInt(10);
    @Nullable String value = random.nextInt(8) == 0 ? null : "v" + random.nextInt(5);
    switch (random.nextInt(6)) {
      case 0, 1, 2 -> {
        assertThat(db.count("insert into t values (?, ?), (?, ?)", key, value, key, value))
            .isEqualTo(2);
        model.merge(new Row(key, String.valueOf(value)), 2L, Long::sum);
      }
      case 3 -> {
        long matched = matching(model, key);
        assertThat(db.count("delete from t where k = ?", key)).isEqualTo(matched);
        model.keySet().removeIf(row -> row.key() == key);
      }
      default -> {
        long matched = matching(model, key);
        assertThat(db.count("update t set v = ?, k = k + 1 where k = ?", value, key))
            .isEqualTo(matched);
        model.keySet().removeIf(row -> row.key() == key);
        if (matched > 0) {
          model.merge(new Row(key + 1, String.valueOf(value)), matched, Long::sum);
        }
      }
    }
  }

  private static long matching(Map<Row, Long> model, int key) {
    return model.entrySet().stream()
        .filter(row -> row.getKey().key() == key)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static Map<String, Long> counted(TestDatabase db, String sql) {
    Map<String, Long> rows = new TreeMap<>();
    db.rows(sql).forEach(row -> rows.merge(row.toString(), 1L, Long::sum));
    return rows;
  }

  private static Map<String, Long> sorted(Map<Row, Long> model) {
    Map<String, Long> rows = new TreeMap<>();
    model.forEach((row, copies) -> rows.put(row.toString(), copies));
    return rows;
  }
}
