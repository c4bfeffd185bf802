package io.travertine.server;

import io.travertine.jdbc.embedded.EngineDoorway;
import io.travertine.jdbc.embedded.FrameForm;
import io.travertine.jdbc.embedded.Sessions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.calcite.avatica.metrics.noop.NoopMetricsSystem;
import org.apache.calcite.avatica.remote.Handler.HandlerResponse;
import org.apache.calcite.avatica.remote.JsonHandler;
import org.apache.calcite.avatica.remote.LocalService;
import org.apache.calcite.avatica.remote.ProtobufHandler;
import org.apache.calcite.avatica.remote.ProtobufTranslationImpl;
import org.apache.calcite.avatica.remote.Service.RpcMetadataResponse;
import org.apache.calcite.avatica.server.AvaticaHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.AbstractHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers Avatica's requests, one per POST, on one port in both serializations: JSON begins with a
 * brace, and no protobuf message of Avatica's does.
 */
final class RequestHandler extends AbstractHandler implements AvaticaHandler {

  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

  /** A request beyond this is refused unread. */
  private static final int REQUEST_BYTES_MOST = 256 << 20;

  private final LocalService protobufService;
  private final LocalService jsonService;
  private final ProtobufHandler protobuf;
  private final JsonHandler json;

  RequestHandler(Sessions sessions) {
    protobufService = new LocalService(new EngineDoorway(sessions, FrameForm.PROTOBUF));
    jsonService = new LocalService(new EngineDoorway(sessions, FrameForm.JSON));
    protobuf =
        new ProtobufHandler(
            protobufService, new ProtobufTranslationImpl(), NoopMetricsSystem.getInstance());
    json = new JsonHandler(jsonService, NoopMetricsSystem.getInstance());
  }

  @Override
  public void setServerRpcMetadata(RpcMetadataResponse metadata) {
    protobufService.setRpcMetadata(metadata);
    jsonService.setRpcMetadata(metadata);
    protobuf.setRpcMetadata(metadata);
    json.setRpcMetadata(metadata);
  }

  @Override
  public void handle(
      String target, Request base, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    base.setHandled(true);
    if (!"POST".equals(request.getMethod())) {
      plain(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, greeting());
      return;
    }
    byte[] body = body(request);
    if (body.length > REQUEST_BYTES_MOST) {
      plain(
          response,
          HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
          "a request may have " + REQUEST_BYTES_MOST + " bytes at most\n");
      return;
    }
    try {
      answer(body, response);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("request failed outside the engine", e);
      plain(response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "internal error: " + e + "\n");
    }
  }

  private static byte[] body(HttpServletRequest request) throws IOException {
    try (InputStream stream = request.getInputStream()) {
      return stream.readNBytes(REQUEST_BYTES_MOST + 1);
    }
  }

  private void answer(byte[] body, HttpServletResponse response) throws IOException {
    if (body.length > 0 && body[0] == '{') {
      HandlerResponse<String> answer = json.apply(new String(body, StandardCharsets.UTF_8));
      write(
          response,
          answer.getStatusCode(),
          "application/json;charset=utf-8",
          answer.getResponse().getBytes(StandardCharsets.UTF_8));
    } else {
      HandlerResponse<byte[]> answer = protobuf.apply(body);
      write(response, answer.getStatusCode(), "application/octet-stream", answer.getResponse());
    }
  }

  private static String greeting() {
    return "This is a Travertine server. Connect to it by JDBC: jdbc:travertine://HOST:PORT/\n";
  }

  private static void plain(HttpServletResponse response, int status, String text)
      throws IOException {
    write(response, status, "text/plain;charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(HttpServletResponse response, int status, String type, byte[] body)
      throws IOException {
    response.setStatus(status);
    response.setContentType(type);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
