package io.travertine.persist.txn;

import io.travertine.persist.id.Seed;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Transactions on each kind of location. */
class TxnsTest {

  @Nested
  class InMemory extends TxnContract {
    private final PersistLocation location = PersistLocation.of("mem:" + Seed.secure().uuid());

    @Override
    protected PersistLocation location() {
      return location;
    }
  }

  @Nested
  class InADirectory extends TxnContract {
    private final Path directory;

    InADirectory(@TempDir Path directory) {
      this.directory = directory;
    }

    @Override
    protected PersistLocation location() {
      return PersistLocation.of("file:" + directory.resolve("db"));
    }
  }

  @Nested
  @ParameterizedClass
  @ArgumentsSource(PostgresServers.class)
  class InPostgres extends TxnContract {
    private final PersistLocation location;

    InPostgres(PostgresServer server) {
      this.location = PersistLocation.of(server.newDatabase());
    }

    @Override
    protected PersistLocation location() {
      return location;
    }
  }
}
