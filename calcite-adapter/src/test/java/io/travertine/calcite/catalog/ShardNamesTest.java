package io.travertine.calcite.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.calcite.schema.Database;
import io.travertine.calcite.schema.DatabaseOptions;
import io.travertine.calcite.schema.Execution;
import io.travertine.calcite.schema.SessionOptions;
import io.travertine.calcite.schema.SqlSession;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.inspect.ShardInspector;
import io.travertine.persist.location.PersistLocation;
import org.junit.jupiter.api.Test;

class ShardNamesTest {

  /** The catalog's shard is given them a while later. */
  @Test
  void tablesHaveNamesAsSoonAsTheyAreCommitted() {
    PersistLocation location = PersistLocation.of("mem:shard-names");
    try (Database database = Database.open(location, DatabaseOptions.defaults());
        SqlSession session = database.connect(SessionOptions.defaults());
        ShardInspector inspector = ShardInspector.open(location, PersistConfig.defaults())) {
      for (int i = 0; i < 3; i++) {
        run(session, "create table t" + i + " (a integer)");
        assertThat(ShardNames.of(inspector).named("t" + i)).hasSize(1);
        run(session, "drop table t" + i);
        assertThat(ShardNames.of(inspector).tables()).allMatch(ShardNames.Table::isDropped);
      }
    }
  }

  private static void run(SqlSession session, String sql) {
    session.prepare(sql).execute(new Object[0], Execution.unlimited());
  }
}
