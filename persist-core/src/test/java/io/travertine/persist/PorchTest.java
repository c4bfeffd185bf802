package io.travertine.persist;

import io.travertine.persist.id.Seed;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The porch over each kind of location, with parts inside the state and outside. */
class PorchTest {

  @Nested
  @ParameterizedClass
  @EnumSource(PartStorage.class)
  class InMemory extends PorchContract {
    private final PersistLocation location = PersistLocation.of("mem:" + Seed.secure().uuid());

    InMemory(PartStorage storage) {
      super(storage);
    }

    @Override
    protected PersistLocation location() {
      return location;
    }
  }

  @Nested
  @ParameterizedClass
  @EnumSource(value = PartStorage.class, mode = EnumSource.Mode.EXCLUDE, names = "PRESSED")
  class InADirectory extends PorchContract {
    private final Path directory;

    InADirectory(PartStorage storage, @TempDir Path directory) {
      super(storage);
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
  class InPostgresStored extends PorchContract {
    private final PersistLocation location;

    InPostgresStored(PostgresServer server) {
      super(PartStorage.STORED);
      this.location = PersistLocation.of(server.newDatabase());
    }

    @Override
    protected PersistLocation location() {
      return location;
    }
  }

  @Nested
  @ParameterizedClass
  @ArgumentsSource(PostgresServers.class)
  class InPostgresInline extends PorchContract {
    private final PersistLocation location;

    InPostgresInline(PostgresServer server) {
      super(PartStorage.INLINE);
      this.location = PersistLocation.of(server.newDatabase());
    }

    @Override
    protected PersistLocation location() {
      return location;
    }
  }
}
