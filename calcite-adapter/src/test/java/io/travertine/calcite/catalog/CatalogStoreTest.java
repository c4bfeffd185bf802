package io.travertine.calcite.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.calcite.type.SqlType;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.txn.Txns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CatalogStoreTest {

  private static final Seed SEED = Seed.of(7);

  private final CatalogPlace place =
      CatalogPlace.of(CatalogPlace.client("catalog-" + System.identityHashCode(this)));
  private final Txns txns = place.txns();
  private final CatalogStore store = place.store();

  @AfterEach
  void close() {
    place.close();
  }

  private static TableDefinition table(String name, long time) {
    return new TableDefinition(
        "public",
        name,
        ShardId.generate(SEED),
        List.of(new ColumnDefinition(0, "id", SqlType.parse("BIGINT"), false)),
        time);
  }

  @Test
  void aChangeIsSeenByEveryStoreOfTheDatabase() {
    try (CatalogStore other = CatalogStore.open(place.client(), txns)) {
      assertThat(other.at(txns.readTime()).table("public", "t")).isEmpty();
      place.change((before, time) -> before.withTable(table("t", time)));
      assertThat(place.present().table("public", "T")).isPresent();
      assertThat(other.at(txns.readTime()).table("public", "t"))
          .isEqualTo(place.present().table("public", "t"));
    }
  }

  @Test
  void aCatalogThatDoesNotChangeKeepsItsVersion() {
    long changed = place.change((before, time) -> before.withTable(table("t", time)));
    long version = place.present().version();
    assertThat(version).isGreaterThan(changed);
    txns.completeUpTo(txns.readTime() + 1_000);
    assertThat(place.present().version()).isEqualTo(version);
    assertThat(CatalogStore.difference(place.present(), place.present()).isEmpty()).isTrue();
  }

  @Test
  void thePastKeepsItsTables() {
    List<Long> times = new ArrayList<>();
    List<Catalog> history = new ArrayList<>();
    List<CatalogStore.Change> changes =
        List.of(
            (before, time) -> before.withTable(table("a", time)),
            (before, time) -> before.withSchema("s"),
            (before, time) -> before.withoutTable("public", "a"),
            (before, time) -> before.withTable(table("a", time)));
    for (CatalogStore.Change change : changes) {
      times.add(place.change(change));
      history.add(place.present());
    }
    for (int i = 0; i < history.size(); i++) {
      Catalog read = store.at(times.get(i));
      assertThat(CatalogRows.of(read)).isEqualTo(CatalogRows.of(history.get(i)));
    }
    assertThat(store.at(times.get(0) - 1).table("public", "a")).isEmpty();
    assertThat(store.at(0).table("public", "a")).isEmpty();
  }

  @Test
  void changesNameWhatTheyAreAbout() {
    Catalog initial = Catalog.initial();
    Catalog one = initial.withTable(table("a", 1)).withSchema("s");
    assertThat(CatalogStore.names(CatalogStore.difference(initial, one)))
        .containsExactlyInAnyOrder(
            CatalogName.EVERYTHING,
            CatalogName.of("public", "a"),
            new CatalogName(Optional.of("s"), Optional.empty()));
    assertThat(CatalogName.of("public", "a").overlaps(CatalogName.of("PUBLIC", "A"))).isTrue();
    assertThat(CatalogName.of("public", "a").overlaps(CatalogName.of("public", "b"))).isFalse();
    assertThat(
            CatalogName.of("s", "a").overlaps(new CatalogName(Optional.of("s"), Optional.empty())))
        .isTrue();
  }
}
