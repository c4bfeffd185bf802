package io.travertine.persist.location.postgres;

import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.ConsensusContract;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * The contract where the server refuses what it cannot put in an order: as databases do that have
 * nothing below SERIALIZABLE. What was refused is without effect, and done again.
 */
@ParameterizedClass
@ArgumentsSource(PostgresServers.class)
class PostgresSerializableTest extends ConsensusContract {

  private final PostgresPlace place;

  PostgresSerializableTest(PostgresServer server) {
    this.place =
        PostgresPlace.parse(LocationUri.parse(server.newDatabase()), Map.of())
            .atIsolation(Connection.TRANSACTION_SERIALIZABLE);
  }

  @Override
  protected Consensus open() {
    return new Again(PostgresConsensus.open(place, Access.READ_WRITE, Clock.system()));
  }

  /** Does again what surely did not happen, and nothing else. */
  private record Again(Consensus consensus) implements Consensus {

    private static final Retry RETRY = new Retry(Clock.system(), Seed.of(1));

    private static <T> T again(Supplier<T> call) {
      return RETRY.retryDeterminate("test", Deadline.none(), call);
    }

    @Override
    public List<String> listKeys() {
      return again(consensus::listKeys);
    }

    @Override
    public Optional<Versioned> head(String key) {
      return again(() -> consensus.head(key));
    }

    @Override
    public CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next) {
      return again(() -> consensus.compareAndSet(key, expected, next));
    }

    @Override
    public List<Versioned> scan(String key, SeqNo from, int limit) {
      return again(() -> consensus.scan(key, from, limit));
    }

    @Override
    public int truncate(String key, SeqNo seqNo) {
      return again(() -> consensus.truncate(key, seqNo));
    }

    @Override
    public void close() {
      consensus.close();
    }
  }
}
