package io.travertine.calcite.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.Identity;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlType;
import io.travertine.persist.PersistClient;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SequencesTest {

  private static final Seed SEED = Seed.of(11);

  private static TableDefinition table(String type, long start, long increment) {
    ColumnDefinition column =
        new ColumnDefinition(0, "id", SqlType.parse(type), false)
            .withIdentity(Optional.of(new Identity(Identity.Generation.ALWAYS, start, increment)));
    return new TableDefinition("public", "t", ShardId.generate(SEED), List.of(column), 0);
  }

  private static PersistClient client(String place) {
    return PersistClient.open(PersistLocation.of("mem:" + place), PersistConfig.defaults());
  }

  private static List<Long> take(Sequences sequences, TableDefinition table, int count) {
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(sequences.next(table, table.columns().get(0), Cancellation.onDemand()));
    }
    return numbers;
  }

  @Test
  void countsFromItsStart() {
    TableDefinition table = table("BIGINT", 10, -3);
    try (PersistClient client = client("sequence-start");
        Sequences sequences = new Sequences(client, Clock.system())) {
      assertThat(take(sequences, table, 4)).containsExactly(10L, 7L, 4L, 1L);
    }
  }

  @Test
  void aProcessNeverGivesOutWhatAnotherTook() {
    TableDefinition table = table("BIGINT", 1, 1);
    TableDefinition other = table("BIGINT", 1, 1);
    try (PersistClient client = client("sequence-restart")) {
      List<Long> first;
      try (Sequences sequences = new Sequences(client, Clock.system())) {
        first = take(sequences, table, 100);
        assertThat(first).isEqualTo(LongStream.rangeClosed(1, 100).boxed().toList());
        assertThat(take(sequences, other, 1)).containsExactly(1L);
      }
      try (Sequences sequences = new Sequences(client, Clock.system())) {
        assertThat(take(sequences, table, 100)).doesNotContainAnyElementsOf(first).isSorted();
      }
    }
  }

  @Test
  void processesAndThreadsNeverMeet() throws Exception {
    TableDefinition table = table("BIGINT", 1, 1);
    int threads = 4;
    int each = 500;
    ExecutorService pool = Executors.newFixedThreadPool(2 * threads);
    try (PersistClient client = client("sequence-race");
        Sequences one = new Sequences(client, Clock.system());
        Sequences two = new Sequences(client, Clock.system())) {
      List<Callable<List<Long>>> takers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        takers.add(() -> take(one, table, each));
        takers.add(() -> take(two, table, each));
      }
      List<Long> all = new ArrayList<>();
      for (Future<List<Long>> taken : pool.invokeAll(takers)) {
        all.addAll(taken.get());
      }
      assertThat(all).hasSize(2 * threads * each).doesNotHaveDuplicates();
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void endsWithItsType() {
    TableDefinition table = table("SMALLINT", Short.MAX_VALUE - 1, 1);
    TableDefinition wide = table("BIGINT", Long.MAX_VALUE - 1, 1);
    try (PersistClient client = client("sequence-end");
        Sequences sequences = new Sequences(client, Clock.system())) {
      for (TableDefinition ending : List.of(table, wide)) {
        assertThat(take(sequences, ending, 2)).hasSize(2);
        assertThatThrownBy(() -> take(sequences, ending, 1))
            .isInstanceOf(SqlFailure.class)
            .hasMessageContaining("has given out every number of type");
      }
    }
  }
}
