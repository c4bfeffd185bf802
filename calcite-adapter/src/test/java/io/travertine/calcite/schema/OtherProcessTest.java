package io.travertine.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.calcite.catalog.CatalogStore;
import io.travertine.persist.Diagnostics;
import io.travertine.persist.PersistClient;
import io.travertine.persist.PersistClientCache;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.ReadHandle;
import io.travertine.persist.ShardInspection;
import io.travertine.persist.WriteHandle;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Unit;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.Frontier;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A database, and another process that uses its shards at the same time. */
@SuppressWarnings("NullAway") // RowCodec's rows have null cells; NullAway loses that on the way
class OtherProcessTest {

  private static final Diagnostics OTHER = new Diagnostics("t", "other process");
  private static final RowCodec ROWS =
      new RowCodec("sql-row", Schema.of(Column.optional(0, "id", ColumnType.INT32)));

  private final TestDatabase db = TestDatabase.create();
  private final PersistClient elsewhere =
      new PersistClientCache().open(db.location(), PersistConfig.defaults().withCompaction(false));

  @AfterEach
  void close() {
    elsewhere.close();
    db.close();
  }

  private ShardId shardOfT() {
    return ShardId.parse(
        String.valueOf(db.value("select shard_id from sys.tables where table_name = 't'")));
  }

  /** Who loses a race does not lose its rows, and does not have them twice. */
  @Test
  void insertsTakeTurnsWithAnotherProcess() throws Exception {
    db.run("create table t (id int)");
    ExecutorService inserter = Executors.newSingleThreadExecutor();
    try (WriteHandle<@Nullable Object[], Unit> rival =
        elsewhere.<@Nullable Object[], Unit>openWriter(shardOfT(), ROWS, Codec.unit(), OTHER)) {
      Future<?> inserts =
          inserter.submit(
              () -> {
                for (int i = 0; i < 200; i++) {
                  db.run("insert into t values (?)", i);
                }
              });
      // After each of the inserts, so that the next one begins with what is no longer true.
      Frontier seen = rival.fetchRecentUpper();
      while (!inserts.isDone()) {
        Frontier upper = rival.fetchRecentUpper();
        if (!upper.equals(seen)) {
          seen = Frontier.at(upper.only() + 1);
          rival.compareAndAppend(List.of(), upper, seen);
        }
      }
      inserts.get(60, TimeUnit.SECONDS);
    } finally {
      inserter.shutdownNow();
    }
    assertThat(db.rows("select count(*), count(distinct id) from t"))
        .containsExactly(List.of(200L, 200L));
    assertThat(db.rows("select count(*), count(distinct id) from t as of " + db.now("t")))
        .containsExactly(List.of(200L, 200L));
  }

  @Test
  void historyIsHeldByTheDatabaseAndNotByItsProcesses() {
    db.run("create table t (id int)").run("insert into t values (1)");
    long before = db.now("t");
    db.run("delete from t").run("insert into t values (2)");
    for (ShardId shard : List.of(shardOfT(), CatalogStore.SHARD)) {
      assertThat(elsewhere.inspectShard(shard).criticalReaders())
          .extracting(ShardInspection.CriticalReader::id)
          .containsExactly(PersistClient.CONTROLLER_CRITICAL_SINCE);
    }
    ShardId shard = shardOfT();
    try (ReadHandle<@Nullable Object[], Unit> follower =
        elsewhere.<@Nullable Object[], Unit>openLeasedReader(shard, ROWS, Codec.unit(), OTHER)) {
      db.close();
      assertThat(elsewhere.inspectShard(shard).leasedReaders()).hasSize(1);
      follower.downgradeSince(Frontier.at(before + 1));
    }
    try (TestDatabase again = db.reopen()) {
      assertThat(again.column("select id from t as of " + before)).containsExactly("1");
      assertThat(again.column("select id from t")).containsExactly("2");
    }
  }

  @Test
  void aTableIsOpenOnceHoweverOftenItIsAltered() {
    db.run("create table t (id int)").run("insert into t values (1)");
    long before = db.now("t");
    int readers = elsewhere.inspectShard(shardOfT()).leasedReaders().size();
    for (int i = 0; i < 5; i++) {
      db.run("alter table t add column c" + i + " int").run("insert into t (id) values (2)");
      db.run("select * from t as of " + before);
    }
    assertThat(elsewhere.inspectShard(shardOfT()).leasedReaders()).hasSize(readers);
  }
}
