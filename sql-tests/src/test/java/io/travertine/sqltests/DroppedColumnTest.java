package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.PersistClient;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.ShardUpkeep;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Deadline;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A column that one process drops while rows that another one has committed, with a value in it,
 * are still to be given to the table's shard.
 */
class DroppedColumnTest {

  private static final String PAST = "select listagg(name, ' ') within group (order by id) from t";
  private static final String NAMES = "a0 a1 a2 a3 a4 a5 a6 a7 a8 a9";

  @Test
  void isThereAsOfBeforeInEveryProcess(@TempDir Path parent) throws Exception {
    String url = "jdbc:travertine:file:" + parent.resolve("db");
    ShardId shard;
    String before;
    String after;
    try (SqlProcess one = SqlProcess.start(url, parent.resolve("one.log"));
        SqlProcess two = SqlProcess.start(url, parent.resolve("two.log"))) {
      one.answer("create table t (id integer, name varchar(10))");
      assertThat(two.answer("select count(*) from t")).isEqualTo("0");
      shard = ShardId.parse(one.answer("select shard_id from sys.tables where table_name = 't'"));
      for (int i = 0; i < 10; i++) {
        one.answer("insert into t values (" + i + ", 'a" + i + "')");
      }
      before = one.answer("select readable_to from sys.tables where table_name = 't'");
      assertThat(two.answer("alter table t drop column name")).isEqualTo("changed 0");
      two.answer("insert into t values (10)");
      after = two.answer("select readable_to from sys.tables where table_name = 't'");
      for (SqlProcess each : List.of(two, one)) {
        shows(each, before, after);
      }
      assertThat(one.answer("insert into t values (11)")).isEqualTo("changed 1");
    }
    compact(PersistLocation.of("file:" + parent.resolve("db")), shard);
    try (SqlProcess later = SqlProcess.start(url, parent.resolve("later.log"))) {
      shows(later, before, after);
      assertThat(later.answer("select count(*) from t")).isEqualTo("12");
    }
  }

  private static void shows(SqlProcess process, String before, String after) throws Exception {
    assertThat(process.answer(PAST + " as of " + before)).isEqualTo(NAMES);
    assertThat(process.answer("select count(*) from t as of " + after)).isEqualTo("11");
    assertThat(process.answer("select name from t as of " + after)).startsWith("42703");
  }

  /** As who knows only the columns that are left. */
  private static void compact(PersistLocation location, ShardId shard) {
    Schema columns =
        new Schema(
            List.of(Column.optional(0, "id", ColumnType.INT32)),
            List.of(Column.optional(1, "name", ColumnType.STRING)));
    try (PersistClient client = PersistClient.open(location, PersistConfig.defaults());
        ShardUpkeep upkeep =
            client.openUpkeep(shard, new RowCodec("sql-row", columns), Codec.unit())) {
      assertThat(upkeep.compact(Deadline.none())).isPositive();
    }
  }
}
