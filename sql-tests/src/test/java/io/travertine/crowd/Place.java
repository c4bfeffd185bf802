package io.travertine.crowd;

import io.travertine.persist.location.s3.LoopbackS3;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Where databases of a crowd lie. */
final class Place implements AutoCloseable {

  private static final int DELAY_MILLIS = 60;

  private final String name;
  private final IntFunction<String> urls;
  private final AutoCloseable server;
  private final AtomicInteger databases = new AtomicInteger();

  private Place(String name, IntFunction<String> urls, AutoCloseable server) {
    this.name = name;
    this.urls = urls;
    this.server = server;
  }

  static Place of(String kind, Path directory) throws IOException {
    return switch (kind) {
      case "directory" ->
          new Place(
              "directory",
              number -> "jdbc:travertine:file:" + directory.resolve("db" + number),
              () -> {});
      case "postgres" -> postgres();
      case "s3" -> bucket("S3", 0);
      case "s3-far" -> bucket("S3, 60 ms a request", DELAY_MILLIS);
      default -> throw new IllegalArgumentException("'" + kind + "' is no place");
    };
  }

  /** One that waits for its disk. */
  private static Place postgres() throws IOException {
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setPGStartupWait(Duration.ofMinutes(1))
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("fsync", "on")
            .setServerConfig("max_connections", "300")
            .start();
    return new Place(
        "PostgreSQL",
        number ->
            "jdbc:travertine:postgresql://postgres@localhost:%s/postgres?connectTimeout=60&loginTimeout=60&currentSchema=crowd_%s"
                .formatted(server.getPort(), number),
        server);
  }

  private static Place bucket(String name, int delayMillis) throws IOException {
    LoopbackS3 server = new LoopbackS3();
    server.stopRecording();
    server.delay(delayMillis);
    return new Place(
        name,
        number ->
            "jdbc:travertine:s3://bucket/crowd%s;endpoint=%s;accessKeyId=a;secretAccessKey=b"
                .formatted(number, server.endpoint()),
        server);
  }

  String name() {
    return name;
  }

  String newUrl() {
    return urls.apply(databases.incrementAndGet());
  }

  @Override
  public void close() throws Exception {
    server.close();
  }
}
