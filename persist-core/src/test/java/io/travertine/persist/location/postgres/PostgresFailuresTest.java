package io.travertine.persist.location.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.postgres.PostgresFailures.Effect;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each SQLSTATE says of a compare-and-set that failed with it. */
class PostgresFailuresTest {

  private static final PostgresPlace PLACE =
      PostgresPlace.parse(LocationUri.parse("postgresql://ada:hush@host/db"), Map.of());

  private static PersistException of(String state, Effect effect) {
    return PostgresFailures.of(
        "compare-and-set of k", PLACE, new SQLException("it broke", state), effect);
  }

  @ParameterizedTest
  @CsvSource({
    "40001, undone",
    "40P01, undone",
    "40002, undone",
    "40003, unknown",
    "23505, undone",
    "53000, undone",
    "53100, lasting",
    "53200, undone",
    "53300, undone",
    "25006, lasting",
    "25P02, undone",
    "28P01, lasting",
    "28000, lasting",
    "3D000, lasting",
    "3F000, lasting",
    "42501, lasting",
    "42P01, lasting",
    "54000, lasting",
    "55P03, undone",
    "57014, undone",
    "57P01, unknown",
    "57P02, unknown",
    "57P03, unknown",
    "08006, unknown",
    "08003, unknown",
    "08001, unknown",
    "58030, unknown",
    "XX000, unknown",
    "XX001, unknown",
    "F0000, unknown",
    "4, unknown",
    "'', unknown",
  })
  void aStateSaysWhatBecameOfIt(String state, String outcome) {
    PersistException failure = of(state, Effect.ALL_OR_NOTHING);
    if (outcome.equals("unknown")) {
      assertThat(failure).isInstanceOf(IndeterminateException.class);
    } else {
      assertThat(failure)
          .isInstanceOfSatisfying(
              DeterminateException.class,
              e -> assertThat(e.isLasting()).isEqualTo(outcome.equals("lasting")));
    }
    assertThat(of(state, Effect.NONE)).isInstanceOf(DeterminateException.class);
    assertThat(failure)
        .hasMessageContaining("compare-and-set of k failed: it broke")
        .hasMessageContaining("postgresql://host/db")
        .hasMessageNotContaining("hush");
  }

  @Test
  void whatAPoolSaysIsSaidByItsCause() {
    SQLException pool =
        new SQLTransientConnectionException(
            "no connection", new SQLException("FATAL: no such role\n  Detail: long", "28000"));
    assertThat(PostgresFailures.ofConnecting("head of k", PLACE, pool))
        .isInstanceOfSatisfying(DeterminateException.class, e -> assertThat(e.isLasting()).isTrue())
        .hasMessageContaining("FATAL: no such role [28000]; check user and password")
        .hasMessageNotContaining("Detail");
  }

  @ParameterizedTest
  @CsvSource({
    "08001, 'is the server running, and can this machine reach it?'",
    "08006, 'is the server running, and can this machine reach it?'",
    "28P01, check user and password",
    "3D000, 'create that database, or name another'",
    "57P03, try again when the server is up",
    "42501, grant the user the right to do that",
    "22023, check what the URL says after its ?",
    "53100, free some space on the server",
  })
  void aWayOutIsTold(String state, String wayOut) {
    assertThat(of(state, Effect.NONE)).hasMessageContaining("[" + state + "]; " + wayOut);
  }

  @Test
  void whatAnAttemptFailedOfIsTold() {
    SQLException attempt =
        new SQLException(
            "The connection attempt failed.", "08001", new UnknownHostException("nowhere.example"));
    assertThat(PostgresFailures.ofConnecting("opening the database", PLACE, attempt))
        .hasMessageContaining(
            "The connection attempt failed: UnknownHostException nowhere.example [08001]; ");
  }

  @Test
  void aPoolWithoutConnectionsSaysHowToHaveMore() {
    SQLException pool =
        new SQLTransientConnectionException(
            "blob-postgres-1 - Connection is not available, request timed out after 30000ms");
    assertThat(PostgresFailures.ofConnecting("head of k", PLACE, pool))
        .hasMessageContaining("30000ms; allow more at a time by maximumPoolSize, or wait longer");
  }

  @Test
  void aStatementWithoutAStateIsUnknown() {
    SQLException bare = new SQLException("it broke");
    assertThat(PostgresFailures.of("set of k", PLACE, bare, Effect.ALL_OR_NOTHING))
        .isInstanceOf(IndeterminateException.class);
  }

  @Test
  void anInterruptExplainsAnyFailure() {
    Thread.currentThread().interrupt();
    assertThat(of("08006", Effect.ALL_OR_NOTHING)).isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
