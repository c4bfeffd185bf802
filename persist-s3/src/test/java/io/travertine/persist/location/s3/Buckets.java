package io.travertine.persist.location.s3;

import io.travertine.persist.id.Seed;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.decorators.RequestListener;
import io.travertine.persist.time.Clock;

/** Opens stores without markers. */
final class Buckets {

  private Buckets() {}

  static ObjectStore store(String uri) {
    S3Location location = S3Location.parse(LocationUri.parse(uri));
    return new S3ObjectStore(
        S3Clients.open(location), location, Clock.system(), RequestListener.NONE);
  }

  static S3Consensus consensus(ObjectStore store) {
    return new S3Consensus(store, StoreRules.DEFAULT, Clock.system(), Seed.secure());
  }
}
