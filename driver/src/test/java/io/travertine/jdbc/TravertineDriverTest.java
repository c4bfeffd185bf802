package io.travertine.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class TravertineDriverTest {

  @Test
  void isFoundByItsUrl() throws SQLException {
    assertThat(DriverManager.getDriver("jdbc:travertine:mem:x"))
        .isInstanceOf(TravertineDriver.class);
  }

  @Test
  void leavesTheUrlsOfOthersAlone() throws SQLException {
    TravertineDriver driver = new TravertineDriver();

    assertThat(driver.acceptsURL("jdbc:postgresql://localhost/")).isFalse();
    assertThat(driver.connect("jdbc:postgresql://localhost/", new Properties())).isNull();
    assertThat(driver.getPropertyInfo("jdbc:calcite:", new Properties())).isEmpty();
  }

  @Test
  void describesItsProperties() throws SQLException {
    DriverPropertyInfo[] properties =
        new TravertineDriver().getPropertyInfo("jdbc:travertine:mem:x;asOf=5", new Properties());

    assertThat(Arrays.stream(properties).map(property -> property.name))
        .containsExactly(
            "schema",
            "asOf",
            "readOnly",
            "fetchSize",
            "timeZone",
            "consensus",
            "loginTimeout",
            "user",
            "password",
            "region",
            "endpoint",
            "pathStyle",
            "checksums",
            "accessKeyId",
            "secretAccessKey",
            "sessionToken",
            "tls",
            "pubsub",
            "serialization");
    assertThat(properties).allSatisfy(property -> assertThat(property.description).isNotBlank());
    assertThat(properties[1].value).isEqualTo("5");
    assertThat(properties[2].choices).containsExactly("false", "true");
  }

  @Test
  void aServerThatIsNotThereIsReportedWithWhatToDo() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertThatThrownBy(() -> DriverManager.getConnection("jdbc:travertine://127.0.0.1:" + port))
        .isInstanceOf(SQLException.class)
        .hasMessageStartingWith("cannot connect to 127.0.0.1:" + port)
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("08001");
  }

  @Test
  void aServerThatIsNoneOfOursIsReported() throws IOException {
    com.sun.net.httpserver.HttpServer stranger =
        com.sun.net.httpserver.HttpServer.create(
            new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    stranger.createContext(
        "/",
        exchange -> {
          byte[] page = "<html>hello</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    stranger.start();
    try {
      for (String serialization : new String[] {"protobuf", "json"}) {
        String url =
            "jdbc:travertine://127.0.0.1:"
                + stranger.getAddress().getPort()
                + ";serialization="
                + serialization;
        assertThatThrownBy(() -> DriverManager.getConnection(url))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("is it a Travertine server?")
            .extracting(e -> ((SQLException) e).getSQLState())
            .isEqualTo("08P01");
      }
    } finally {
      stranger.stop(0);
    }
  }
}
