package io.travertine.persist.location.s3;

import io.travertine.persist.location.Blob;
import io.travertine.persist.location.BlobContract;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class S3BlobTest extends BlobContract {

  private static LoopbackS3 server;

  @BeforeAll
  static void start() throws IOException {
    server = new LoopbackS3();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private final String prefix = "tests/" + UUID.randomUUID();

  @Override
  protected Blob open(String place) {
    return new S3Blob(Buckets.store(server.uri(prefix + "/" + place)));
  }
}
