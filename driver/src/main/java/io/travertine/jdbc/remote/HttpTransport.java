package io.travertine.jdbc.remote;

import io.travertine.jdbc.failure.DoorwayFailure;
import io.travertine.jdbc.failure.States;
import io.travertine.jdbc.url.ConnectOption;
import io.travertine.jdbc.url.ConnectUrl;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.apache.calcite.avatica.remote.AvaticaHttpClient;

/**
 * Posts requests to a server and waits for the answer. Nothing is sent twice: whether a request
 * whose answer is missing took effect is for the caller to find out. Only the first request is, on
 * another line, if the one it was sent on turns out to be closed: it opens a session, and one too
 * many ends by its lease. Thread-safe.
 */
final class HttpTransport implements AvaticaHttpClient {

  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);
  private static final String INVALID_AUTHORIZATION = "28000";

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_PATIENCE)
          .build();

  private final ConnectUrl.Remote url;
  private final Optional<String> authorization;
  private volatile Duration patience = Duration.ZERO;
  private volatile long lastUsedNanos = System.nanoTime();
  private volatile boolean answered;

  HttpTransport(ConnectUrl.Remote url) {
    this.url = url;
    this.authorization =
        url.options()
            .value(ConnectOption.USER)
            .map(user -> basic(user, url.options().value(ConnectOption.PASSWORD).orElse("")));
  }

  private static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  /** How long one request may take from now on; zero is for ever. */
  void patience(Duration newPatience) {
    patience = newPatience;
  }

  /** How long nothing has been sent. */
  Duration idle() {
    return Duration.ofNanos(System.nanoTime() - lastUsedNanos);
  }

  @Override
  public byte[] send(byte[] request) {
    Duration within = patience;
    lastUsedNanos = System.nanoTime();
    try {
      HttpResponse<byte[]> response = answer(post(request, within));
      answered = true;
      return body(response);
    } catch (ConnectException e) {
      throw unreachable(e);
    } catch (HttpTimeoutException e) {
      if (e instanceof java.net.http.HttpConnectTimeoutException) {
        throw unreachable(e);
      }
      throw new DoorwayFailure(
          States.CONNECTION_LOST,
          "no answer from "
              + where()
              + " within "
              + within.toMillis()
              + " ms, whether or not what was asked for has happened",
          e);
    } catch (IOException e) {
      throw new DoorwayFailure(
          States.CONNECTION_LOST,
          "lost "
              + where()
              + " while it was answering ("
              + e.getMessage()
              + "): a change under way may or may not have happened",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DoorwayFailure(States.CANCELLED, "interrupted while waiting for " + where(), e);
    }
  }

  private HttpResponse<byte[]> answer(HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (ConnectException | HttpTimeoutException e) {
      throw e;
    } catch (IOException e) {
      if (answered) {
        throw e;
      }
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  private HttpRequest post(byte[] request, Duration within) {
    HttpRequest.Builder post =
        HttpRequest.newBuilder(url.endpoint())
            .header(
                "Content-Type",
                url.options().json() ? "application/json" : "application/x-google-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(request));
    authorization.ifPresent(value -> post.header("Authorization", value));
    if (!within.isZero()) {
      post.timeout(within);
    }
    return post.build();
  }

  /** The body, where it speaks Avatica: of a result, or of an error (500, 400). */
  private byte[] body(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status == 401 || status == 403) {
      throw new DoorwayFailure(
          INVALID_AUTHORIZATION, where() + " does not accept this user and password");
    }
    String type = response.headers().firstValue("Content-Type").orElse("none");
    if ((status == 200 || status == 400 || status == 500)
        && (type.startsWith("application/octet-stream") || type.startsWith("application/json"))) {
      return response.body();
    }
    throw new DoorwayFailure(
        States.PROTOCOL,
        where()
            + " answers HTTP "
            + status
            + " with content of type "
            + type
            + ": is it a Travertine server?");
  }

  private DoorwayFailure unreachable(IOException e) {
    return new DoorwayFailure(
        States.CANNOT_CONNECT,
        "cannot connect to "
            + where()
            + ": is the server running? Start one with: travertine serve PATH --port "
            + url.port(),
        e);
  }

  private String where() {
    return url.host() + ":" + url.port();
  }
}
