package io.travertine.persist.location.s3;

import io.travertine.persist.id.Seed;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.decorators.RequestListener;
import io.travertine.persist.time.Clock;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/** Opens stores without markers. */
final class Buckets {

  private Buckets() {}

  static ObjectStore store(String uri) {
    S3Location location = S3Location.parse(LocationUri.parse(uri));
    return new S3ObjectStore(
        S3Clients.open(location), location, Clock.system(), RequestListener.NONE);
  }

  /** Makes the bucket of a URI, unless there is one. */
  static void createIfMissing(String uri) {
    S3Location location = S3Location.parse(LocationUri.parse(uri));
    try (S3Client client = S3Clients.open(location)) {
      client.headBucket(bucket -> bucket.bucket(location.bucket()));
    } catch (NoSuchBucketException e) {
      try (S3Client client = S3Clients.open(location)) {
        client.createBucket(bucket -> bucket.bucket(location.bucket()));
      }
    }
  }

  static S3Consensus consensus(ObjectStore store) {
    return new S3Consensus(store, StoreRules.DEFAULT, Clock.system(), Seed.secure());
  }
}
