package io.travertine.persist.location.s3;

import io.travertine.persist.location.Blob;
import io.travertine.persist.location.BlobContract;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(S3Servers.class)
class S3BlobTest extends BlobContract {

  private final S3Server server;
  private final String prefix = "tests/" + UUID.randomUUID();

  S3BlobTest(S3Server server) {
    this.server = server;
  }

  @Override
  protected Blob open(String place) {
    return new S3Blob(Buckets.store(server.uri(prefix + "/" + place)));
  }
}
