package io.travertine.persist.location.s3;

import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.ConsensusContract;
import java.util.UUID;

class S3ConsensusOnS3ProxyTest extends ConsensusContract {

  private final String prefix = "tests/" + UUID.randomUUID();

  @Override
  protected Consensus open() {
    return Buckets.consensus(Buckets.store(S3ProxyServer.uri(prefix)));
  }
}
