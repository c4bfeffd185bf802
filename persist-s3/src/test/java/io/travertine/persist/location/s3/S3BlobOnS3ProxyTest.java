package io.travertine.persist.location.s3;

import io.travertine.persist.location.Blob;
import io.travertine.persist.location.BlobContract;
import java.util.UUID;

class S3BlobOnS3ProxyTest extends BlobContract {

  private final String prefix = "tests/" + UUID.randomUUID();

  @Override
  protected Blob open(String place) {
    return new S3Blob(Buckets.store(S3ProxyServer.uri(prefix + "/" + place)));
  }
}
