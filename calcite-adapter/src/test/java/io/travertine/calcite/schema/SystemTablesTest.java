package io.travertine.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database about itself. */
class SystemTablesTest {

  private final TestDatabase db = TestDatabase.create();

  @BeforeEach
  void create() {
    db.run("create schema \"Shop\"");
    db.run(
        "create table \"Shop\".orders (id bigint not null, \"Note\" varchar(30), total decimal(12, 3), placed timestamp, raw varbinary)");
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void schemasAndTablesAreListed() {
    assertThat(db.column("select schema_name from information_schema.schemata"))
        .containsExactlyInAnyOrder("public", "Shop", "information_schema", "sys");
    assertThat(
            db.rows(
                "select table_schema, table_name, table_type from information_schema.tables where table_type = 'TABLE'"))
        .containsExactly(List.of("Shop", "orders", "TABLE"));
    assertThat(
            db.column(
                "select table_name from information_schema.tables where table_schema = 'sys' order by 1"))
        .contains("settings", "tables", "version");
  }

  @Test
  void columnsHaveWhatJdbcAsksFor() {
    assertThat(
            db.rows(
                "select column_name, ordinal_position, data_type_code, type_name, column_size, decimal_digits, nullable, is_nullable"
                    + " from information_schema.columns where table_name = 'orders' order by ordinal_position"))
        .containsExactly(
            Arrays.asList("id", 1, Types.BIGINT, "BIGINT", 19, 0, 0, "NO"),
            Arrays.asList("Note", 2, Types.VARCHAR, "VARCHAR", 30, null, 1, "YES"),
            Arrays.asList("total", 3, Types.DECIMAL, "DECIMAL", 12, 3, 1, "YES"),
            Arrays.asList("placed", 4, Types.TIMESTAMP, "TIMESTAMP", 23, 3, 1, "YES"),
            Arrays.asList(
                "raw", 5, Types.VARBINARY, "VARBINARY", Integer.MAX_VALUE, null, 1, "YES"));
    assertThat(
            db.value(
                "select count(*) from information_schema.columns where table_schema = 'information_schema'"))
        .isNotEqualTo(0L);
  }

  @Test
  void keysAreEmptyButThere() {
    assertThat(db.rows("select * from information_schema.table_constraints")).isEmpty();
    assertThat(db.rows("select * from information_schema.key_column_usage")).isEmpty();
    assertThat(db.rows("select * from information_schema.referential_constraints")).isEmpty();
    assertThat(db.rows("select * from information_schema.views")).isEmpty();
  }

  @Test
  void shardsShowWhatCanBeRead() {
    db.run("insert into \"Shop\".orders (id) values (1)");
    List<?> row =
        db.rows("select shard_id, created_at, readable_from, readable_to from sys.tables").get(0);
    assertThat((String) row.get(0)).startsWith("s");
    assertThat((Long) row.get(1)).isLessThanOrEqualTo((Long) row.get(2));
    assertThat((Long) row.get(2)).isLessThan((Long) row.get(3));
    assertThat(db.column("select id from \"Shop\".orders as of " + row.get(3)))
        .containsExactly("1");
  }

  @Test
  void settingsFollowTheSession() {
    db.run("set timezone = 'Europe/Berlin'").run("set schema = \"Shop\"");
    assertThat(db.rows("select name, \"value\" from sys.settings order by name"))
        .containsExactly(
            Arrays.asList("as of", null),
            List.of("schema", "Shop"),
            List.of("timezone", "Europe/Berlin"));
    db.run("reset all");
    assertThat(db.column("select \"value\" from sys.settings where name = 'schema'"))
        .containsExactly("public");
    assertThat(db.column("select product from sys.version")).containsExactly("Travertine");
  }
}
