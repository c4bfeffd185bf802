package io.travertine.persist.location.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** As much of HTTP/1.1 as the client speaks. */
final class HttpText {

  private HttpText() {}

  /** The next request; null at the end of the connection. */
  static @Nullable S3Exchange read(InputStream in, OutputStream out) throws IOException {
    String first = line(in);
    if (first == null || first.isEmpty()) {
      return null;
    }
    String[] words = first.split(" ");
    Map<String, String> headers = new HashMap<>();
    for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
      out.flush();
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    if (headers.getOrDefault("x-amz-content-sha256", "").startsWith("STREAMING-")) {
      body = unchunked(new java.io.ByteArrayInputStream(body));
    }
    int mark = words[1].indexOf('?');
    String path = mark < 0 ? words[1] : words[1].substring(0, mark);
    Map<String, String> query = new TreeMap<>();
    if (mark >= 0) {
      for (String pair : words[1].substring(mark + 1).split("&")) {
        int equals = pair.indexOf('=');
        query.put(
            decode(equals < 0 ? pair : pair.substring(0, equals)),
            equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return new S3Exchange(
        words[0], decode(path.replace("+", "%2B")), Map.copyOf(query), Map.copyOf(headers), body);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, UTF_8);
  }

  /** What Amazon calls aws-chunked: sizes and signatures between the bytes. */
  private static byte[] unchunked(InputStream in) throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    while (true) {
      String size = line(in);
      if (size == null) {
        throw new EOFException("chunk");
      }
      int bytes = Integer.parseInt(size.split(";")[0], 16);
      if (bytes == 0) {
        return plain.toByteArray();
      }
      plain.write(in.readNBytes(bytes));
      line(in);
    }
  }

  private static @Nullable String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  static void write(OutputStream out, S3Protocol.Reply reply, S3Exchange request, long now)
      throws IOException {
    out.write(head(reply, now));
    if (!request.method().equals("HEAD")) {
      out.write(reply.body());
    }
    out.flush();
  }

  static void writeHalf(OutputStream out, S3Protocol.Reply reply, long now) throws IOException {
    out.write(head(reply, now));
    out.write(reply.body(), 0, reply.body().length / 2);
    out.flush();
  }

  private static byte[] head(S3Protocol.Reply reply, long now) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " Status\r\n");
    head.append("Date: ").append(date(now)).append("\r\n");
    reply.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    if (!reply.headers().containsKey("Content-Length")) {
      head.append("Content-Length: ").append(reply.body().length).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(ISO_8859_1);
  }

  static String date(long millis) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC));
  }
}
