package io.travertine.calcite.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.Diagnostics;
import io.travertine.persist.Handles;
import io.travertine.persist.PersistClient;
import io.travertine.persist.Scan;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Column;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Catalogs that earlier releases wrote: their rows are spelled out here and never change. */
@SuppressWarnings("NullAway") // RowCodec's rows have null cells; NullAway loses that on the way
class CatalogFormatTest {

  /** The columns that rows of format 1 have. */
  private static final int WIDTH_1 = 11;

  private static final String SHARD = ShardId.generate(Seed.of(3)).toString();

  private static final List<@Nullable Object[]> FORMAT_1 =
      List.of(
          row("format", null, null, null, null, null, null, null, null, null, "1"),
          row("schema", "s", null, null, null, null, null, null, null, null, null),
          row("table", "s", "T", null, null, null, null, null, SHARD, 17L, null),
          row("column", "s", "T", 1, "b", 1, "DECIMAL(10, 2)", true, null, null, null),
          row("column", "s", "T", 0, "a", 0, "BIGINT", false, null, null, null));

  private static @Nullable Object[] row(@Nullable Object... cells) {
    return cells;
  }

  private static RowCodec codec1() {
    List<Column> columns = CatalogRows.SCHEMA.columns().subList(0, WIDTH_1);
    return new RowCodec(CatalogRows.CODEC.name(), new Schema(columns));
  }

  private static void write(PersistClient client, List<@Nullable Object[]> rows) {
    List<Update<@Nullable Object[], Unit>> updates = new ArrayList<>();
    rows.forEach(row -> updates.add(new Update<>(row, Unit.UNIT, 100, 1)));
    try (Handles<@Nullable Object[], Unit> handles =
        client.<@Nullable Object[], Unit>open(
            CatalogStore.SHARD, codec1(), Codec.unit(), new Diagnostics("catalog", "test"))) {
      handles.writer().compareAndAppend(updates, Frontier.at(0), Frontier.at(101));
    }
  }

  private static List<Update<@Nullable Object[], Unit>> rows(CatalogPlace place, long time) {
    Diagnostics test = new Diagnostics("catalog", "test");
    try (var shard =
            place
                .txns()
                .<@Nullable Object[], Unit>openShard(
                    CatalogStore.SHARD, CatalogRows.CODEC, Codec.unit(), test);
        var snapshot = shard.snapshot(time, Scan.everything(), Deadline.none())) {
      return snapshot.fetch();
    }
  }

  @Test
  void aCatalogOfFormat1IsReadAndChangedWithoutALostOrADoubleRow() {
    PersistClient client = CatalogPlace.client("catalog-format-1");
    write(client, FORMAT_1);
    try (CatalogPlace place = CatalogPlace.of(client)) {
      TableDefinition table = place.present().table("S", "t").orElseThrow();
      assertThat(table.columns()).extracting(ColumnDefinition::name).containsExactly("a", "b");
      assertThat(table.nextColumnId()).isEqualTo(2);
      assertThat(table.constraints()).isEmpty();
      assertThat(place.txns().registered()).contains(CatalogStore.SHARD, table.shard());

      long time = place.change((before, now) -> before.withSchema("x"));
      List<Update<@Nullable Object[], Unit>> stored = rows(place, time);
      assertThat(stored).allSatisfy(update -> assertThat(update.diff()).isEqualTo(1));
      assertThat(stored.stream().map(update -> Arrays.asList(update.key())))
          .containsExactlyInAnyOrderElementsOf(CatalogRows.of(place.present()));
      assertThat(place.present().table("s", "t")).contains(table);
      assertThat(place.store().at(100).table("s", "t")).contains(table);
    }
  }

  @Test
  void aCatalogThatWasAskedForAPastTimeBeforeItsFirstChangeHasEveryRowOnce() {
    try (CatalogPlace place = CatalogPlace.of(CatalogPlace.client("catalog-asked-first"))) {
      assertThat(place.present().tables()).isEmpty();
      long time = place.change((before, now) -> before.withSchema("x"));
      assertThat(rows(place, time).stream().map(u -> Arrays.asList(u.key())))
          .containsExactlyInAnyOrderElementsOf(CatalogRows.of(place.present()));
    }
  }
}
