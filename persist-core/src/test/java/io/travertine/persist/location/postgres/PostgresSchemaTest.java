package io.travertine.persist.location.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.NotADatabaseException;
import io.travertine.persist.error.ReadOnlyException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Consensus.CasOutcome;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Racers;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.postgres.PostgresSchema.Half;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A schema becomes a database, is recognized as one, and missed in part. */
@ParameterizedClass
@ArgumentsSource(PostgresServers.class)
class PostgresSchemaTest {

  private static final Versioned FIRST = new Versioned(new SeqNo(1), "first".getBytes(UTF_8));

  private final PostgresServer server;
  private final String schema;
  private final PersistLocation location;

  PostgresSchemaTest(PostgresServer server) {
    this.server = server;
    this.schema = server.newSchema();
    this.location = PersistLocation.of(server.database(schema));
  }

  private static OpenLocation open(PersistLocation location) {
    return Locations.standard().open(location, OpenOptions.readWrite());
  }

  private OpenLocation openReadOnly() {
    return Locations.standard().open(location, OpenOptions.readOnly());
  }

  private void fill() {
    try (OpenLocation opened = open(location)) {
      opened.blob().set("s/p", "part".getBytes(UTF_8));
      assertThat(opened.consensus().compareAndSet("k", Optional.empty(), FIRST))
          .isEqualTo(CasOutcome.COMMITTED);
    }
  }

  private static void assertFilled(OpenLocation opened) {
    assertThat(opened.blob().get("s/p")).contains("part".getBytes(UTF_8));
    assertThat(opened.consensus().head("k")).contains(FIRST);
  }

  @Test
  void isFilledAndFoundAgain() {
    fill();
    try (OpenLocation opened = open(location)) {
      assertFilled(opened);
    }
    try (OpenLocation opened = openReadOnly()) {
      assertFilled(opened);
      assertThatThrownBy(() -> opened.blob().set("k", new byte[0]))
          .isInstanceOf(ReadOnlyException.class);
    }
  }

  @Test
  void manyMayCreateItAtOnce() throws Exception {
    for (int round = 0; round < 5; round++) {
      List<OpenLocation> all = Racers.race(6, racer -> open(location));
      assertThat(all.get(0).consensus().compareAndSet("k", Optional.empty(), FIRST))
          .isEqualTo(CasOutcome.COMMITTED);
      for (OpenLocation opened : all) {
        assertThat(opened.consensus().head("k")).contains(FIRST);
        opened.close();
      }
      server.run("DROP SCHEMA " + schema + " CASCADE");
    }
  }

  /** Whatever was there before, and whichever statements of its own another one comes between. */
  @Test
  void whoIsOvertakenByAnotherCreatorFindsADatabase() throws Exception {
    for (int done = 0; done <= steps().size(); done++) {
      for (Half half : Half.values()) {
        for (Access access : Access.values()) {
          int which = 0;
          while (isOvertaken(half, access, steps().subList(0, done), which)) {
            which++;
          }
          assertThat(which).isGreaterThanOrEqualTo(access == Access.READ_WRITE ? 5 : 1);
        }
      }
    }
  }

  private boolean isOvertaken(Half half, Access access, List<String> before, int which)
      throws SQLException {
    BetweenStatements meanwhile = new BetweenStatements(which, this::fill);
    try {
      prepare(half, access, before, meanwhile);
    } catch (NotADatabaseException asFound) {
      assertThat(access).isEqualTo(Access.READ_ONLY);
      assertThat(asFound).hasMessageContaining("open it once for writing");
    }
    return meanwhile.happened();
  }

  @Test
  void aReaderWhoIsOvertakenByANewerReleaseIsTold() {
    for (int which = 1; which < 3; which++) {
      BetweenStatements meanwhile =
          new BetweenStatements(
              which,
              () -> {
                fill();
                server.run(
                    "UPDATE " + schema + ".travertine SET value = '2' WHERE name = 'format'");
              });
      assertThatThrownBy(
              () -> prepare(Half.CONSENSUS, Access.READ_ONLY, steps().subList(0, 2), meanwhile))
          .isInstanceOf(FormatTooNewException.class);
    }
  }

  /** Prepares a half where something is already. */
  private void prepare(Half half, Access access, List<String> before, BetweenStatements meanwhile)
      throws SQLException {
    PostgresPlace place = PostgresPlace.parse(location.blob(), Map.of());
    try (Connection connection = server.connect()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
        for (String step : before) {
          statement.execute(step);
        }
      }
      new PostgresSchema(place).prepare(meanwhile.on(connection), half, access);
    }
  }

  @Test
  void oneThatIsOnlyReadIsNotCreated() {
    assertThatThrownBy(this::openReadOnly)
        .isInstanceOf(NotADatabaseException.class)
        .hasMessageContaining("open it once for writing");
    fill();
    openReadOnly().close();
  }

  @Test
  void aSchemaOfSomebodyElsesIsLeftAlone() throws SQLException {
    server.run("CREATE SCHEMA " + schema, "CREATE TABLE " + schema + ".version (a INTEGER)");
    assertThatThrownBy(() -> open(location))
        .isInstanceOf(NotADatabaseException.class)
        .hasMessageContaining("other tables, such as version");
    server.run("DROP TABLE " + schema + ".version");
    fill();
  }

  @Test
  void aNewerFormatIsRefused() throws SQLException {
    fill();
    server.run("UPDATE " + schema + ".travertine SET value = '2' WHERE name = 'format'");
    assertThatThrownBy(() -> open(location))
        .isInstanceOf(FormatTooNewException.class)
        .hasMessageContaining("format 2");
    server.run("UPDATE " + schema + ".travertine SET value = 'two' WHERE name = 'format'");
    assertThatThrownBy(() -> open(location)).isInstanceOf(CorruptException.class);
  }

  @Test
  void lostTablesAreMissed() throws SQLException {
    for (String table : List.of("head", "version", "object")) {
      fill();
      server.run("DROP TABLE " + schema + "." + table);
      for (OpenOptions options : List.of(OpenOptions.readWrite(), OpenOptions.readOnly())) {
        assertThatThrownBy(() -> Locations.standard().open(location, options))
            .isInstanceOf(CorruptException.class)
            .hasMessageContaining("table " + table)
            .hasMessageContaining("backup");
      }
      server.run("DROP SCHEMA " + schema + " CASCADE");
    }
  }

  /** Whatever of the schema was there when its first creator was killed. */
  @Test
  void aCreationThatWasInterruptedIsCompleted() throws SQLException {
    for (int done = 1; done <= steps().size(); done++) {
      server.run(steps().subList(0, done).toArray(String[]::new));
      fill();
      try (OpenLocation opened = open(location)) {
        assertFilled(opened);
      }
      server.run("DROP SCHEMA " + schema + " CASCADE");
    }
  }

  /** How a creation begins. */
  private List<String> steps() {
    String marker =
        "CREATE TABLE " + schema + ".travertine (name TEXT PRIMARY KEY, value TEXT NOT NULL)";
    String format = "INSERT INTO " + schema + ".travertine VALUES ('format', '1')";
    String head = "CREATE TABLE " + schema + ".head (key TEXT PRIMARY KEY, seqno BIGINT NOT NULL)";
    return List.of("CREATE SCHEMA " + schema, marker, format, head);
  }

  @Test
  void objectsAndConsensusOfTwoDatabasesAreNoDatabase(@TempDir Path directory) {
    fill();
    PersistLocation other = PersistLocation.of(server.newDatabase());
    open(other).close();
    for (PersistLocation mixed :
        List.of(
            new PersistLocation(location.blob(), other.consensus()),
            PersistLocation.of("file:" + directory.resolve("a")).withConsensus(uri(location)),
            location.withConsensus("file:" + directory.resolve("b")))) {
      boolean isNew = mixed.blob().scheme().equals("file");
      if (isNew) {
        open(mixed).close();
        open(mixed).close();
        assertThatThrownBy(() -> open(mixed.withConsensus(uri(other))))
            .isInstanceOf(CorruptException.class)
            .hasMessageContaining("another database");
      } else {
        assertThatThrownBy(() -> open(mixed))
            .isInstanceOf(CorruptException.class)
            .hasMessageContaining("another database");
      }
    }
    try (OpenLocation opened = open(location)) {
      assertFilled(opened);
    }
  }

  private static String uri(PersistLocation location) {
    return location.consensus().text();
  }

  @Test
  void aNameMayBeAny() {
    PersistLocation odd =
        PersistLocation.of(server.database("Order%20by%2F" + server.newSchema() + "%C3%A4'--"));
    for (int time = 0; time < 2; time++) {
      open(odd).close();
    }
  }
}
