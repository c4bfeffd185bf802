package io.travertine.jdbc.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.jdbc.failure.DoorwayFailure;
import io.travertine.jdbc.failure.States;
import io.travertine.jdbc.url.ConnectUrl;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent again, and what is not, to a server that hangs up. */
class HttpTransportTest {

  private HangingUp server;

  @BeforeEach
  void listen() throws IOException {
    server = new HangingUp();
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private HttpTransport transport() throws SQLException {
    return new HttpTransport(
        (ConnectUrl.Remote)
            ConnectUrl.parse("jdbc:travertine://127.0.0.1:" + server.port(), new Properties()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void theFirstRequestOfAConnectionIsSentAgainOnALineOfItsOwn() throws SQLException {
    assertThat(transport().send(bytes("one"))).isEqualTo(bytes("one"));

    // The line of the first connection is still open here; the server hangs up instead of
    // answering.
    assertThat(transport().send(bytes("two"))).isEqualTo(bytes("two"));
    assertThat(server.heard()).containsExactly("line 1: one", "line 1: two", "line 2: two");
  }

  @Test
  void noOtherRequestIsSentTwice() throws SQLException {
    HttpTransport transport = transport();
    transport.send(bytes("one"));

    assertThatThrownBy(() -> transport.send(bytes("change")))
        .isInstanceOfSatisfying(
            DoorwayFailure.class,
            failure -> assertThat(failure.sqlState()).isEqualTo(States.CONNECTION_LOST))
        .hasMessageContaining("may or may not have happened");
    assertThat(server.heard()).containsExactly("line 1: one", "line 1: change");
    assertThat(transport.send(bytes("three"))).as("on a new line").isEqualTo(bytes("three"));
  }

  @Test
  void theFirstRequestIsNotSentAThirdTime() throws SQLException {
    server.answersPerLine = 0;
    assertThatThrownBy(() -> transport().send(bytes("one")))
        .isInstanceOfSatisfying(
            DoorwayFailure.class,
            failure -> assertThat(failure.sqlState()).isEqualTo(States.CONNECTION_LOST));
    assertThat(server.heard()).containsExactly("line 1: one", "line 2: one");
  }

  /** Answers what it is sent, so many times on each line; then it hangs up when asked again. */
  private static final class HangingUp {
    private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile int answersPerLine = 1;

    HangingUp() throws IOException {
      threads.execute(this::acceptLines);
    }

    int port() {
      return socket.getLocalPort();
    }

    /** All requests, with the line they came on. */
    List<String> heard() {
      return List.copyOf(heard);
    }

    private void acceptLines() {
      try {
        for (int line = 1; ; line++) {
          Socket accepted = socket.accept();
          int number = line;
          threads.execute(() -> serve(accepted, number));
        }
      } catch (IOException e) {
        // Closed.
      }
    }

    private void serve(Socket line, int number) {
      try (line) {
        InputStream in = new BufferedInputStream(line.getInputStream());
        for (int answers = 0; ; answers++) {
          byte[] request = in.readNBytes(contentLength(in));
          heard.add("line " + number + ": " + new String(request, StandardCharsets.UTF_8));
          if (answers == answersPerLine) {
            return;
          }
          String head =
              "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: "
                  + request.length
                  + "\r\n\r\n";
          line.getOutputStream().write(bytes(head));
          line.getOutputStream().write(request);
        }
      } catch (IOException e) {
        // The client hung up.
      }
    }

    /** Reads the head of a request. */
    private static int contentLength(InputStream in) throws IOException {
      int length = -1;
      String line = line(in);
      while (!line.isEmpty()) {
        if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
          length = Integer.parseInt(line.substring(15).strip());
        }
        line = line(in);
      }
      return length;
    }

    private static String line(InputStream in) throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new IOException("the client hung up");
        }
        if (next != '\r') {
          line.append((char) next);
        }
      }
      return line.toString();
    }

    void close() throws IOException {
      socket.close();
      threads.shutdownNow();
    }
  }
}
