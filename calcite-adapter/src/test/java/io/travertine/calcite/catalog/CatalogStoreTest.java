package io.travertine.calcite.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.calcite.type.SqlType;
import io.travertine.persist.PersistClient;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class CatalogStoreTest {

  private static final Seed SEED = Seed.of(7);

  private static TableDefinition table(String name, long time) {
    return new TableDefinition(
        "public",
        name,
        ShardId.generate(SEED),
        List.of(new ColumnDefinition(0, "id", SqlType.parse("BIGINT"), false)),
        time);
  }

  private static PersistClient client(String place) {
    return PersistClient.open(PersistLocation.of("mem:" + place), PersistConfig.defaults());
  }

  @Test
  void aChangeIsSeenByEveryStoreOfTheDatabase() {
    try (PersistClient client = client("catalog-seen");
        CatalogStore one = CatalogStore.open(client, Clock.system());
        CatalogStore two = CatalogStore.open(client, Clock.system())) {
      assertThat(two.current().table("public", "t")).isEmpty();
      Catalog after = one.change((before, time) -> before.withTable(table("t", time)));
      assertThat(after.table("public", "T")).isPresent();
      assertThat(two.current().table("public", "t")).isEqualTo(after.table("public", "t"));
      assertThat(two.current().version()).isEqualTo(after.version());
    }
  }

  @Test
  void aChangeThatChangesNothingKeepsTheVersion() {
    try (PersistClient client = client("catalog-same");
        CatalogStore store = CatalogStore.open(client, Clock.system())) {
      long version = store.change((before, time) -> before.withTable(table("t", time))).version();
      assertThat(store.change((before, time) -> before).version()).isEqualTo(version);
      store.asOf(Clock.system().epochMicros());
      assertThat(store.current().version()).isEqualTo(version);
    }
  }

  @Test
  void thePastKeepsItsTables() {
    try (PersistClient client = client("catalog-past");
        CatalogStore store = CatalogStore.open(client, Clock.system())) {
      List<Catalog> history = new ArrayList<>();
      history.add(store.current());
      history.add(store.change((before, time) -> before.withTable(table("a", time))));
      history.add(store.change((before, time) -> before.withSchema("s")));
      history.add(store.change((before, time) -> before.withoutTable("public", "a")));
      history.add(store.change((before, time) -> before.withTable(table("a", time))));
      for (Catalog past : history.subList(1, history.size())) {
        Catalog read = store.asOf(past.version() - 1);
        assertThat(CatalogRows.of(read)).isEqualTo(CatalogRows.of(past));
      }
      assertThat(store.asOf(history.get(1).version() - 2).table("public", "a")).isEmpty();
      assertThat(store.asOf(0).table("public", "a")).isEmpty();
    }
  }

  @Test
  void changesMadeAtTheSameTimeAllHappen() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (PersistClient client = client("catalog-race");
        CatalogStore store = CatalogStore.open(client, Clock.system())) {
      List<Callable<Catalog>> changes = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String name = "t" + i;
        changes.add(() -> store.change((before, time) -> before.withTable(table(name, time))));
      }
      for (Future<Catalog> change : threads.invokeAll(changes)) {
        change.get();
      }
      assertThat(store.current().schema(Catalog.DEFAULT_SCHEMA).orElseThrow().tables()).hasSize(40);
    } finally {
      threads.shutdownNow();
    }
  }
}
