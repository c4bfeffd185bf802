package io.travertine.persist.location.s3;

import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.ConsensusContract;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class S3ConsensusTest extends ConsensusContract {

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
  protected Consensus open() {
    return Buckets.consensus(Buckets.store(server.uri(prefix)));
  }
}
