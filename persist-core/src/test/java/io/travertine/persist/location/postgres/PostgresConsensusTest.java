package io.travertine.persist.location.postgres;

import io.travertine.persist.location.Access;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.ConsensusContract;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.time.Clock;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(PostgresServers.class)
class PostgresConsensusTest extends ConsensusContract {

  private final PostgresPlace place;

  PostgresConsensusTest(PostgresServer server) {
    this.place = PostgresPlace.parse(LocationUri.parse(server.newDatabase()), Map.of());
  }

  @Override
  protected Consensus open() {
    return PostgresConsensus.open(place, Access.READ_WRITE, Clock.system());
  }
}
