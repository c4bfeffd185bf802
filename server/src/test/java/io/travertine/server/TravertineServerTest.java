package io.travertine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.calcite.schema.Database;
import io.travertine.calcite.schema.DatabaseOptions;
import io.travertine.persist.location.PersistLocation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TravertineServerTest {

  private final Database database =
      Database.open(PersistLocation.of("mem:server-test"), DatabaseOptions.defaults());
  private final List<TravertineServer> servers = new ArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(TravertineServer::close);
    database.close();
  }

  private TravertineServer start(ServerOptions options) throws IOException {
    TravertineServer server = TravertineServer.start(database, options);
    servers.add(server);
    return server;
  }

  private static void await(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start).as(what).isLessThan(Duration.ofSeconds(20).toNanos());
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static String stateOf(Throwable failure) {
    return ((SQLException) failure).getSQLState();
  }

  @Test
  void listensOnLoopbackOnAPortOfItsOwn() throws IOException, SQLException {
    TravertineServer server = start(ServerOptions.defaults());

    assertThat(server.port()).isPositive();
    assertThat(server.url()).isEqualTo("jdbc:travertine://127.0.0.1:" + server.port() + "/");
    try (Connection connection = DriverManager.getConnection(server.url())) {
      assertThat(connection.isValid(5)).isTrue();
      assertThat(server.sessions()).isEqualTo(1);
    }
    assertThat(server.sessions()).isZero();
  }

  @Test
  void aTakenPortIsReported() throws IOException {
    TravertineServer server = start(ServerOptions.defaults());

    assertThatThrownBy(() -> start(ServerOptions.defaults().withPort(server.port())))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot listen on 127.0.0.1:" + server.port());
  }

  @Test
  void sessionsOfSilentClientsEndAndNothingIsExecutedAgainForThem()
      throws IOException, SQLException {
    TravertineServer server =
        start(ServerOptions.defaults().withSessionLease(Duration.ofMillis(300)));
    String url = server.url() + ";fetchSize=2";
    Connection silent = DriverManager.getConnection(url);
    Statement statement = silent.createStatement();
    statement.executeUpdate("CREATE TABLE t (a INTEGER)");
    statement.executeUpdate("INSERT INTO t VALUES (1), (2), (3), (4), (5)");
    ResultSet result = statement.executeQuery("SELECT a FROM t ORDER BY a");
    assertThat(result.next()).isTrue();
    assertThat(result.next()).isTrue();

    await("the lease ends", () -> server.sessions() == 0);

    assertThatThrownBy(result::next).satisfies(e -> assertThat(stateOf(e)).isEqualTo("08003"));
    assertThatThrownBy(() -> statement.executeUpdate("INSERT INTO t VALUES (6)"))
        .satisfies(e -> assertThat(stateOf(e)).isEqualTo("08003"));
    assertThat(silent.isValid(5)).isFalse();
    silent.close();
    try (Connection again = DriverManager.getConnection(url);
        Statement check = again.createStatement();
        ResultSet rows = check.executeQuery("SELECT COUNT(*) FROM t")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(5);
    }
  }

  @Test
  void aSessionThatIsHeardOfLives() throws IOException, SQLException {
    TravertineServer server =
        start(ServerOptions.defaults().withSessionLease(Duration.ofMillis(1_200)));
    try (Connection connection = DriverManager.getConnection(server.url())) {
      long start = System.nanoTime();
      while (System.nanoTime() - start < Duration.ofMillis(3_000).toNanos()) {
        assertThat(connection.isValid(5)).isTrue();
        LockSupport.parkNanos(20_000_000);
      }
      assertThat(server.sessions()).isEqualTo(1);
    }
  }

  @Test
  void closingEndsSessionsAndWhatTheyRun() throws IOException, SQLException {
    TravertineServer server = start(ServerOptions.defaults());
    Connection connection = DriverManager.getConnection(server.url());
    Statement statement = connection.createStatement();
    ResultSet open = statement.executeQuery("VALUES 1");
    assertThat(open.next()).isTrue();

    server.close();
    server.close();

    assertThatThrownBy(() -> statement.executeQuery("VALUES 2"))
        .satisfies(e -> assertThat(stateOf(e)).startsWith("08"));
    assertThat(connection.isValid(2)).isFalse();
  }

  @Test
  void whoComesByBrowserIsToldWhatThisIs() throws IOException, InterruptedException {
    TravertineServer server = start(ServerOptions.defaults());
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/");

    HttpResponse<String> page =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());

    assertThat(page.statusCode()).isEqualTo(405);
    assertThat(page.body()).contains("jdbc:travertine://");
  }

  @Test
  void nonsenseIsAnsweredWithAnError() throws IOException, InterruptedException {
    TravertineServer server = start(ServerOptions.defaults());
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/");
    for (String body : List.of("", "nonsense", "{\"request\":\"nonsense\"}", "{", "\u0000\u0001")) {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(uri)
                      .POST(HttpRequest.BodyPublishers.ofString(body))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(body).isGreaterThanOrEqualTo(400);
    }
    assertThat(server.sessions()).isZero();
  }
}
