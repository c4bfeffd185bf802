package io.travertine.persist.location.log;

import io.travertine.persist.id.Seed;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.ConsensusContract;
import io.travertine.persist.time.Clock;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LogConsensusTest extends ConsensusContract {

  private final Path directory;

  LogConsensusTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Override
  protected Consensus open() {
    return LogConsensus.open(
        directory.resolve("consensus"), Access.READ_WRITE, Clock.system(), Seed.of(1));
  }
}
