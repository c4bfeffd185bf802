package io.travertine.calcite.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.calcite.schema.Database;
import io.travertine.calcite.schema.DatabaseOptions;
import io.travertine.calcite.schema.Execution;
import io.travertine.calcite.schema.RowCursor;
import io.travertine.calcite.schema.SessionOptions;
import io.travertine.calcite.schema.SqlResult;
import io.travertine.calcite.schema.SqlSession;
import io.travertine.calcite.type.SqlType;
import io.travertine.persist.Diagnostics;
import io.travertine.persist.Handles;
import io.travertine.persist.PersistClient;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Databases from before there were transactions: every table was appended to by itself. */
@SuppressWarnings("NullAway") // RowCodec's rows have null cells; NullAway loses that on the way
class TakenOverTest {

  private static final PersistLocation PLACE = PersistLocation.of("mem:taken-over");
  private static final TableDefinition TABLE =
      new TableDefinition(
          "public",
          "t",
          ShardId.generate(Seed.of(5)),
          List.of(new ColumnDefinition(0, "a", SqlType.parse("INTEGER"), false)),
          100);

  private static void append(
      PersistClient client,
      ShardId shard,
      Codec<@Nullable Object[]> codec,
      Object... rowsAndTimes) {
    Diagnostics test = new Diagnostics("t", "before");
    Histories.keep(client, shard, codec, test);
    try (Handles<@Nullable Object[], Unit> handles =
        client.<@Nullable Object[], Unit>open(shard, codec, Codec.unit(), test)) {
      for (int i = 0; i < rowsAndTimes.length; i += 2) {
        long time = (Long) rowsAndTimes[i + 1];
        List<Update<@Nullable Object[], Unit>> updates = new ArrayList<>();
        for (Object row : (List<?>) rowsAndTimes[i]) {
          updates.add(new Update<>((Object[]) row, Unit.UNIT, time, 1));
        }
        handles.writer().compareAndAppend(updates, handles.writer().upper(), Frontier.at(time + 1));
      }
    }
  }

  private static List<Integer> read(SqlSession session, String sql) {
    List<Integer> rows = new ArrayList<>();
    SqlResult result = session.prepare(sql).execute(new Object[0], Execution.unlimited());
    if (result instanceof SqlResult.Rows found) {
      try (RowCursor cursor = found.cursor()) {
        while (cursor.advance()) {
          rows.add((Integer) cursor.row()[0]);
        }
      }
    }
    return rows;
  }

  @Test
  void areReadChangedAndReadAsTheyWere() {
    long before = Clock.system().epochMicros() - 1_000_000;
    List<Object[]> catalog = new ArrayList<>();
    CatalogRows.of(Catalog.initial().withTable(TABLE)).forEach(row -> catalog.add(row.toArray()));
    try (PersistClient client = PersistClient.open(PLACE, PersistConfig.defaults())) {
      append(client, CatalogStore.SHARD, CatalogRows.CODEC, catalog, before);
      append(
          client,
          TABLE.shard(),
          new RowCodec("sql-row", TABLE.rowSchema()),
          List.<Object[]>of(new Object[] {1}),
          before + 10,
          List.<Object[]>of(new Object[] {2}, new Object[] {3}),
          before + 20);
    }
    for (int time = 0; time < 2; time++) {
      try (Database database = Database.open(PLACE, DatabaseOptions.defaults());
          SqlSession session = database.connect(SessionOptions.defaults())) {
        assertThat(read(session, "select a from t as of " + (before + 10))).containsExactly(1);
        assertThat(read(session, "select a from t as of " + (before + 20)))
            .containsExactlyInAnyOrder(1, 2, 3);
        if (time == 0) {
          assertThat(read(session, "select a from t")).containsExactlyInAnyOrder(1, 2, 3);
          read(session, "delete from t where a = 2");
          read(session, "start transaction");
          read(session, "create table u (a int)");
          read(session, "insert into u select a from t");
          read(session, "insert into t values (4)");
          read(session, "commit");
        }
        assertThat(read(session, "select a from t order by a")).containsExactly(1, 3, 4);
        assertThat(read(session, "select a from u order by a")).containsExactly(1, 3);
      }
    }
  }
}
