package io.travertine.persist.location.s3;

import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.ConsensusContract;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(S3Servers.class)
class S3ConsensusTest extends ConsensusContract {

  private final String uri;

  S3ConsensusTest(S3Server server) {
    this.uri = server.newDatabase();
  }

  @Override
  protected Consensus open() {
    return Buckets.consensus(Buckets.store(uri));
  }
}
