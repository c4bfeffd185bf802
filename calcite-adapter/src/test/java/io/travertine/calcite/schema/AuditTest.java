package io.travertine.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.calcite.type.SqlFailure;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.memory.MemoryPlace;
import org.junit.jupiter.api.Test;

/** A scan looks into some of the parts that it skips. */
class AuditTest {

  private static PersistConfig auditing(int percent) {
    PersistConfig storage = PersistConfig.defaults().withInline(0, 0).withCompaction(false);
    return storage.withReads(storage.reads().withAudits(percent));
  }

  /** A database with a table of four rows, two of which are there twice by a lie. */
  private static TestDatabase planted(PersistConfig storage) throws ReflectiveOperationException {
    TestDatabase db = TestDatabase.create(storage);
    db.run("create table t (i int, s varchar)");
    db.run("insert into t values (1, 'a'), (2, 'b')");
    Object shard = db.value("select shard_id from sys.tables where table_name = 't'");
    db.close();
    TestDatabase again = db.reopen(storage);
    again.run("insert into t values (100, 'c'), (200, 'd')");
    again.close();
    MemoryPlace place = MemoryPlace.named(db.location().toString().substring("mem:".length()));
    assertThat(LyingStatistics.append(place, ShardId.parse(String.valueOf(shard)))).isTrue();
    // The lie is later than all that was committed, and must not be later than what is read.
    return db.reopen(storage).run("create table later (i int)");
  }

  @Test
  void rowsThatStatisticsDenyFailTheStatement() throws Exception {
    try (TestDatabase db = planted(auditing(100))) {
      SqlFailure failure = db.fails("select s from t where i = 100");
      assertThat(failure.sqlState()).isEqualTo("XX000");
      assertThat(failure).hasMessageContaining("was to be skipped by its statistics");
      // What the lie does not touch can still be read.
      assertThat(db.value("select count(*) from t where i = 1")).isEqualTo(1L);
      assertThat(db.value("select count(*) from t where i = 7")).isEqualTo(0L);
    }
  }

  @Test
  void withoutAuditsTheLieIsBelieved() throws Exception {
    try (TestDatabase db = planted(auditing(0))) {
      assertThat(db.value("select count(*) from t where i = 100")).isEqualTo(1L);
      assertThat(db.value("select count(*) from t")).isEqualTo(6L);
    }
  }
}
