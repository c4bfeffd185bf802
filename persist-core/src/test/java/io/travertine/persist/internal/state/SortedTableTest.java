package io.travertine.persist.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.data.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SortedTableTest {

  @Test
  void behavesLikeASortedMapWhoseVersionsAllStay() {
    Seeds.forEach(
        30,
        seed -> {
          Random random = new Random(seed);
          TreeMap<Integer, Integer> model = new TreeMap<>();
          SortedTable<Integer, Integer> table = SortedTable.empty();
          List<SortedTable<Integer, Integer>> versions = new ArrayList<>();
          List<TreeMap<Integer, Integer>> models = new ArrayList<>();
          int keys = 1 + random.nextInt(200);
          for (int i = 0; i < 400; i++) {
            int key = random.nextInt(keys);
            if (random.nextInt(3) == 0) {
              table = table.without(key);
              model.remove(key);
            } else {
              table = table.with(key, i);
              model.put(key, i);
            }
            assertThat(table.get(key)).isEqualTo(Optional.ofNullable(model.get(key)));
            versions.add(table);
            models.add(new TreeMap<>(model));
          }
          for (int i = 0; i < versions.size(); i++) {
            assertSame(versions.get(i), models.get(i));
          }
          int from = random.nextInt(versions.size());
          int to = random.nextInt(versions.size());
          assertDifferences(versions.get(from), versions.get(to), models.get(from), models.get(to));
          assertDifferences(versions.get(from), table, models.get(from), model);
        });
  }

  @Test
  void staysShallow() {
    SortedTable<Integer, Integer> ascending = SortedTable.empty();
    for (int i = 0; i < 100_000; i++) {
      ascending = ascending.with(i, i);
    }
    for (int i = 0; i < 90_000; i++) {
      ascending = ascending.without(i);
    }
    assertThat(ascending.size()).isEqualTo(10_000);
    assertThat(ascending.first()).contains(Map.entry(90_000, 90_000));
    assertThat(ascending.last()).contains(Map.entry(99_999, 99_999));
    assertThat(ascending.height()).isLessThan(30);
  }

  @Test
  void comparingSkipsWhatIsShared() {
    AtomicInteger comparisons = new AtomicInteger();
    SortedTable<Key, Integer> before = SortedTable.empty();
    for (int i = 0; i < 10_000; i++) {
      before = before.with(new Key(i, comparisons), i);
    }
    SortedTable<Key, Integer> after =
        before
            .with(new Key(5_000, comparisons), -1)
            .without(new Key(77, comparisons))
            .with(new Key(20_000, comparisons), -1);
    comparisons.set(0);
    List<Integer> keys = new ArrayList<>();
    before.compareTo(after, (key, from, to) -> keys.add(key.number));
    assertThat(keys).containsExactly(77, 5_000, 20_000);
    assertThat(comparisons.get()).isLessThan(200);
  }

  @Test
  void equalityIsThatOfTheRows() {
    SortedTable<String, Integer> a = SortedTable.<String, Integer>empty().with("x", 1).with("y", 2);
    SortedTable<String, Integer> b = SortedTable.<String, Integer>empty().with("y", 2).with("x", 1);
    assertThat(a).isEqualTo(b).hasSameHashCodeAs(b).isNotEqualTo(b.with("x", 3));
    assertThat(a).isNotEqualTo(b.without("x")).isNotEqualTo(b.without("x").with("z", 1));
    assertThat(a).hasToString("{x=1, y=2}");
    assertThat(a.without("none")).isSameAs(a);
  }

  /** Counts how often it is compared. */
  private record Key(int number, AtomicInteger comparisons) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      comparisons.incrementAndGet();
      return Integer.compare(number, other.number);
    }
  }

  private static void assertSame(
      SortedTable<Integer, Integer> table, TreeMap<Integer, Integer> model) {
    assertThat(table.size()).isEqualTo(model.size());
    List<Map.Entry<Integer, Integer>> rows = new ArrayList<>();
    table.forEach(rows::add);
    assertThat(rows).isEqualTo(List.copyOf(model.entrySet()));
    assertThat(table.first()).isEqualTo(Optional.ofNullable(model.firstEntry()));
    assertThat(table.last()).isEqualTo(Optional.ofNullable(model.lastEntry()));
  }

  private static void assertDifferences(
      SortedTable<Integer, Integer> before,
      SortedTable<Integer, Integer> after,
      TreeMap<Integer, Integer> modelBefore,
      TreeMap<Integer, Integer> modelAfter) {
    TreeMap<Integer, Integer> replayed = new TreeMap<>(modelBefore);
    List<Integer> keys = new ArrayList<>();
    before.compareTo(
        after,
        (key, from, to) -> {
          keys.add(key);
          assertThat(from).isNotEqualTo(to);
          assertThat(Optional.ofNullable(replayed.get(key))).isEqualTo(from);
          if (to.isPresent()) {
            replayed.put(key, to.get());
          } else {
            replayed.remove(key);
          }
        });
    assertThat(keys).isSorted().doesNotHaveDuplicates();
    assertThat(replayed).isEqualTo(modelAfter);
  }
}
