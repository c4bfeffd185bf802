package io.travertine.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.persist.PersistClient;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.ShardUpkeep;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table that is altered again and again: every past stays what it was, whoever compacts. */
@SuppressWarnings("NullAway") // RowCodec's rows have null cells; NullAway loses that on the way
class EvolutionTest {

  private static final Deadline PATIENCE = Deadline.after(Duration.ofMinutes(2));

  /** What a query showed at a time. */
  private record Moment(long time, List<String> rows) {}

  private static List<String> rows(TestDatabase db, String from) {
    List<String> rows = new ArrayList<>();
    db.rows("select * from " + from).forEach(row -> rows.add(row.toString()));
    rows.sort(null);
    return rows;
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void everyPastIsWhatItWas(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Moment> history = new ArrayList<>();
    try (TestDatabase db = TestDatabase.create()) {
      db.run("create table t (id integer not null, c0 integer)");
      List<String> columns = new ArrayList<>(List.of("c0"));
      for (int step = 1; step <= 40; step++) {
        if (random.nextInt(4) == 0) {
          String added = "c" + step;
          String initial = random.nextBoolean() ? " not null default " + step : "";
          db.run("alter table t add column " + added + " integer" + initial);
          columns.add(added);
        } else if (random.nextInt(5) == 0 && columns.size() > 1) {
          db.run("alter table t drop column " + columns.remove(random.nextInt(columns.size())));
        } else if (random.nextInt(5) == 0) {
          String renamed = "r" + step;
          int at = random.nextInt(columns.size());
          db.run("alter table t rename column " + columns.set(at, renamed) + " to " + renamed);
        }
        db.run("insert into t (id, " + columns.get(0) + ") values (?, ?)", step % 7, step);
        db.run("update t set " + columns.get(0) + " = ? where id = ?", -step, step % 5);
        db.run("delete from t where id = ?", random.nextInt(7));
        if (step % 10 == 0) {
          compact(db);
        }
        history.add(new Moment(db.now("t"), rows(db, "t")));
      }
      compact(db);
      for (Moment moment : history) {
        assertThat(rows(db, "t as of " + moment.time())).isEqualTo(moment.rows());
      }
      assertThat(rows(db, "t")).isEqualTo(history.get(history.size() - 1).rows());
    }
  }

  /** Merges all there is, as a process that knows the table as it is now. */
  private static void compact(TestDatabase db) {
    Engine engine = db.session().engine();
    TableDefinition table =
        engine.catalogs().at(engine.tables().readTime()).table("public", "t").orElseThrow();
    RowCodec codec = new RowCodec("sql-row", table.rowSchema());
    try (PersistClient client = PersistClient.open(db.location(), PersistConfig.defaults());
        ShardUpkeep upkeep = client.openUpkeep(table.shard(), codec, Codec.unit())) {
      upkeep.compact(PATIENCE);
    }
  }
}
