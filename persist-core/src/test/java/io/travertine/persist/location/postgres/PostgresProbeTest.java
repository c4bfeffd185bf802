package io.travertine.persist.location.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.UnsafeLocationException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.probe.Check;
import io.travertine.persist.location.probe.Diagnosis;
import io.travertine.persist.location.probe.Verdict;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A server is tried out beside the database, if there is one, and all of it is removed. */
@ParameterizedClass
@ArgumentsSource(PostgresServers.class)
class PostgresProbeTest {

  private final PostgresServer server;
  private final String schema;

  PostgresProbeTest(PostgresServer server) {
    this.server = server;
    this.schema = server.newSchema();
  }

  private static Diagnosis diagnose(String uri) {
    return Locations.standard().diagnose(PersistLocation.of(uri), OpenOptions.readWrite());
  }

  private static OpenLocation open(String uri) {
    return Locations.standard().open(PersistLocation.of(uri), OpenOptions.readWrite());
  }

  private static List<Check> find(Diagnosis diagnosis, String guarantee) {
    return diagnosis.checks().stream()
        .filter(check -> check.guarantee().equals(guarantee))
        .toList();
  }

  /** Its schemas, and the tables of ours. */
  private Set<String> names() throws SQLException {
    Set<String> names = new TreeSet<>();
    try (Connection connection = server.connect();
        var statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT nspname FROM pg_catalog.pg_namespace
                WHERE nspname LIKE 'travertine_probe%' OR nspname = 'SCHEMA'
                UNION ALL SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'SCHEMA' AND c.relkind = 'r'"""
                    .replace("SCHEMA", schema))) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  @Test
  void isSafeAndStaysAsItWas() throws SQLException {
    String uri = server.database(schema);
    Diagnosis none = diagnose(uri);
    assertThat(none.isSafe()).as(none.toString()).isTrue();
    assertThat(none.checks())
        .extracting(Check::guarantee)
        .containsSubsequence(
            "database",
            "permissions",
            "server",
            "durability",
            "read after write",
            "list after write",
            "large objects",
            "one winner",
            "store's clock",
            "machine's clock",
            "commit rate");
    assertThat(names()).isEmpty();

    try (OpenLocation opened = open(uri)) {
      opened.blob().set("s/p", "part".getBytes(UTF_8));
      opened
          .consensus()
          .compareAndSet("k", Optional.empty(), new Versioned(new SeqNo(1), new byte[3]));
      Set<String> names = names();
      Diagnosis one = diagnose(uri);
      assertThat(one.isSafe()).as(one.toString()).isTrue();
      assertThat(find(one, "database").get(0).seen()).isEqualTo("there is one");
      assertThat(names()).isEqualTo(names);
      assertThat(opened.consensus().listKeys()).containsExactly("k");
    }
  }

  /** Whose tables are in nobody's way, and removed after an hour. */
  @Test
  void whatAKilledProbeLeftIsOverlookedAndRemovedLater() throws SQLException {
    long now = System.currentTimeMillis() / 1_000;
    String recent = "travertine_probe_" + now + "_0123abcd";
    String old = "travertine_probe_" + (now - 7_200) + "_0123abcd";
    String anothers = "travertine_probe_station";
    server.run(
        "CREATE SCHEMA " + schema,
        "CREATE TABLE " + schema + "." + recent + "_head (a INTEGER)",
        "CREATE TABLE " + schema + "." + old + "_head (a INTEGER)",
        "CREATE SCHEMA " + old,
        "CREATE TABLE " + old + ".head (a INTEGER)",
        "CREATE SCHEMA " + anothers);
    try (OpenLocation opened = open(server.database(schema))) {
      assertThat(opened.consensus().listKeys()).isEmpty();
      assertThat(diagnose(server.database(schema)).isSafe()).isTrue();
      assertThat(names())
          .contains(anothers, schema + "." + recent + "_head")
          .doesNotContain(old, schema + "." + old + "_head");
    } finally {
      server.run("DROP SCHEMA " + anothers);
    }
  }

  @Test
  void whoMayCreateNothingIsTold() throws SQLException {
    String clerk = "clerk_" + schema;
    server.run("CREATE USER " + clerk);
    String uri = server.database(schema).replaceFirst("//[^@]*@", "//" + clerk + "@");
    Diagnosis stranger = diagnose(uri);
    assertThat(stranger.isSafe()).isFalse();
    assertThat(find(stranger, "permissions"))
        .singleElement()
        .satisfies(check -> assertThat(check.verdict()).isInstanceOf(Verdict.Unsafe.class))
        .satisfies(check -> assertThat(check.seen()).contains("42501", "grant the user the right"));

    open(server.database(schema)).close();
    server.run(
        "GRANT USAGE ON SCHEMA " + schema + " TO " + clerk,
        "GRANT SELECT ON ALL TABLES IN SCHEMA " + schema + " TO " + clerk);
    assertThat(find(diagnose(uri), "permissions").get(0).seen()).contains("may only read");
    server.run("GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + schema + " TO " + clerk);
    assertThat(find(diagnose(uri), "permissions").get(0).verdict())
        .isInstanceOf(Verdict.Unknown.class);
  }

  @Test
  void aServerThatLosesCommitsIsRefused() throws SQLException {
    if (server.isCockroach() || !setting("fsync").equals("off")) {
      return;
    }
    String strict = server.database(schema).replace("fsync=off", "fsync=on");
    Diagnosis diagnosis = diagnose(strict);
    assertThat(diagnosis.isSafe()).isFalse();
    assertThat(find(diagnosis, "durability"))
        .anySatisfy(check -> assertThat(check.verdict()).isInstanceOf(Verdict.Unsafe.class));
    assertThatThrownBy(() -> open(strict))
        .isInstanceOf(UnsafeLocationException.class)
        .hasMessageContaining("the server has fsync off")
        .hasMessageContaining("set fsync = on at the server");
    assertThat(names()).isEmpty();

    open(server.database(schema)).close();
    open(strict).close();
    assertThat(diagnose(server.database(schema)).isSafe()).isTrue();
  }

  private String setting(String name) throws SQLException {
    try (Connection connection = server.connect();
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + name)) {
      row.next();
      return row.getString(1);
    }
  }
}
