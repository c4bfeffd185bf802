package io.travertine.persist.location.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What S3 answers, as far as we ask. */
final class S3Protocol {

  private static final Pattern KEY = Pattern.compile("<Key>(.*?)</Key>", Pattern.DOTALL);
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

  private final BucketContents contents;
  private final String bucket;
  private final Map<String, Map<Integer, byte[]>> uploads = new ConcurrentHashMap<>();
  private final AtomicInteger uploadNumber = new AtomicInteger();

  /** An answer. */
  record Reply(int status, Map<String, String> headers, byte[] body) {}

  S3Protocol(BucketContents contents, String bucket) {
    this.contents = contents;
    this.bucket = bucket;
  }

  Reply handle(S3Exchange request) {
    String path = request.path().substring(1);
    int slash = path.indexOf('/');
    String name = slash < 0 ? "" : path.substring(slash + 1);
    if (!(slash < 0 ? path : path.substring(0, slash)).equals(bucket)) {
      return error(404, "NoSuchBucket");
    }
    return switch (request.method()) {
      case "GET" -> request.query().containsKey("list-type") ? list(request) : get(request, name);
      case "HEAD" -> head(name);
      case "PUT" -> put(request, name);
      case "DELETE" -> delete(request, name);
      case "POST" -> post(request, name);
      default -> error(405, "MethodNotAllowed");
    };
  }

  private Reply get(S3Exchange request, String name) {
    Optional<BucketContents.Stored> stored = contents.get(name);
    if (stored.isEmpty()) {
      return error(404, "NoSuchKey");
    }
    byte[] bytes = stored.get().bytes();
    String tag = tag(bytes);
    String match = request.headers().get("if-match");
    if (match != null && !match.equals(tag)) {
      return error(412, "PreconditionFailed");
    }
    Matcher range = RANGE.matcher(request.headers().getOrDefault("range", ""));
    String written = HttpText.date(stored.get().writtenMillis());
    if (!range.matches()) {
      return new Reply(200, Map.of("ETag", tag, "Last-Modified", written), bytes);
    }
    int from = Integer.parseInt(range.group(1));
    int to =
        range.group(2).isEmpty()
            ? bytes.length - 1
            : Math.min(bytes.length - 1, Integer.parseInt(range.group(2)));
    if (from >= bytes.length) {
      return error(416, "InvalidRange");
    }
    String shown = "bytes " + from + "-" + to + "/" + bytes.length;
    return new Reply(
        206,
        Map.of("ETag", tag, "Content-Range", shown, "Last-Modified", written),
        Arrays.copyOfRange(bytes, from, to + 1));
  }

  private Reply head(String name) {
    Optional<BucketContents.Stored> stored = contents.get(name);
    return stored.isEmpty()
        ? new Reply(404, Map.of(), new byte[0])
        : new Reply(
            200,
            Map.of(
                "Content-Length",
                Integer.toString(stored.get().bytes().length),
                "Last-Modified",
                HttpText.date(stored.get().writtenMillis()),
                "ETag",
                tag(stored.get().bytes())),
            new byte[0]);
  }

  private Reply put(S3Exchange request, String name) {
    String upload = request.query().get("uploadId");
    if (upload != null) {
      Map<Integer, byte[]> parts = uploads.get(upload);
      if (parts == null) {
        return error(404, "NoSuchUpload");
      }
      parts.put(Integer.parseInt(request.query().getOrDefault("partNumber", "")), request.body());
      return new Reply(200, Map.of("ETag", tag(request.body())), new byte[0]);
    }
    if ("*".equals(request.headers().get("if-none-match"))) {
      if (!contents.create(name, request.body())) {
        return error(412, "PreconditionFailed");
      }
    } else {
      contents.put(name, request.body());
    }
    return new Reply(200, Map.of("ETag", tag(request.body())), new byte[0]);
  }

  private Reply delete(S3Exchange request, String name) {
    String upload = request.query().get("uploadId");
    if (upload != null) {
      uploads.remove(upload);
    } else {
      contents.delete(name);
    }
    return new Reply(204, Map.of(), new byte[0]);
  }

  private Reply post(S3Exchange request, String name) {
    if (request.query().containsKey("delete")) {
      Matcher keys = KEY.matcher(new String(request.body(), UTF_8));
      while (keys.find()) {
        contents.delete(unescape(keys.group(1)));
      }
      return xml("<DeleteResult></DeleteResult>");
    }
    if (request.query().containsKey("uploads")) {
      String upload = "upload" + uploadNumber.incrementAndGet();
      uploads.put(upload, new TreeMap<>());
      return xml(
          "<InitiateMultipartUploadResult><Bucket>"
              + bucket
              + "</Bucket><Key>"
              + escape(name)
              + "</Key><UploadId>"
              + upload
              + "</UploadId></InitiateMultipartUploadResult>");
    }
    Map<Integer, byte[]> parts = uploads.remove(request.query().getOrDefault("uploadId", ""));
    if (parts == null) {
      return error(404, "NoSuchUpload");
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    parts.values().forEach(whole::writeBytes);
    contents.put(name, whole.toByteArray());
    return xml(
        "<CompleteMultipartUploadResult><Key>"
            + escape(name)
            + "</Key><ETag>\"m\"</ETag></CompleteMultipartUploadResult>");
  }

  int uploads() {
    return uploads.size();
  }

  private Reply list(S3Exchange request) {
    String prefix = request.query().getOrDefault("prefix", "");
    if (request.query().containsKey("delimiter")) {
      StringBuilder folders = new StringBuilder("<IsTruncated>false</IsTruncated>");
      contents
          .folders(prefix)
          .forEach(
              folder ->
                  folders.append(
                      "<CommonPrefixes><Prefix>" + escape(folder) + "</Prefix></CommonPrefixes>"));
      return xml("<ListBucketResult>" + folders + "</ListBucketResult>");
    }
    int most = Integer.parseInt(request.query().getOrDefault("max-keys", "1000"));
    ObjectStore.Page page =
        contents.list(prefix, request.query().getOrDefault("start-after", ""), most);
    StringBuilder text = new StringBuilder("<ListBucketResult><IsTruncated>" + page.more());
    text.append("</IsTruncated>");
    for (ObjectStore.Listed each : page.objects()) {
      text.append("<Contents><Key>")
          .append(escape(each.name()))
          .append("</Key><LastModified>")
          .append(Instant.ofEpochMilli(each.written().millis()))
          .append("</LastModified><Size>")
          .append(each.bytes())
          .append("</Size></Contents>");
    }
    return xml(text.append("</ListBucketResult>").toString());
  }

  static Reply error(int status, String code) {
    Reply reply =
        xml("<Error><Code>" + code + "</Code><Message>as the test wishes</Message></Error>");
    return new Reply(status, reply.headers(), reply.body());
  }

  private static Reply xml(String text) {
    List<String> parts = List.of("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", text);
    return new Reply(
        200, Map.of("Content-Type", "application/xml"), String.join("", parts).getBytes(UTF_8));
  }

  private static String tag(byte[] bytes) {
    return "\"" + Integer.toHexString(Arrays.hashCode(bytes)) + "\"";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String unescape(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
  }
}
