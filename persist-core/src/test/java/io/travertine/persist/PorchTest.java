package io.travertine.persist;

import io.travertine.persist.id.Seed;
import io.travertine.persist.location.PersistLocation;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The porch over every location, with parts inside the state and outside. */
class PorchTest {

  private static final PersistConfig STORED =
      PersistConfig.defaults().withParts(10, 1).withInline(0, 0);
  private static final PersistConfig INLINE =
      PersistConfig.defaults().withParts(10, 1).withInline(4 << 10, 1 << 20);
  private static final PersistConfig PRESSED =
      PersistConfig.defaults().withParts(10, 1).withInline(4 << 10, 0);

  private static PersistLocation memory() {
    return PersistLocation.of("mem:" + Seed.secure().uuid());
  }

  @Nested
  class InMemoryStored extends PorchContract {
    private final PersistLocation location = memory();

    @Override
    PersistLocation location() {
      return location;
    }

    @Override
    PersistConfig config() {
      return STORED;
    }
  }

  @Nested
  class InMemoryInline extends PorchContract {
    private final PersistLocation location = memory();

    @Override
    PersistLocation location() {
      return location;
    }

    @Override
    PersistConfig config() {
      return INLINE;
    }
  }

  @Nested
  class InMemoryPressed extends PorchContract {
    private final PersistLocation location = memory();

    @Override
    PersistLocation location() {
      return location;
    }

    @Override
    PersistConfig config() {
      return PRESSED;
    }
  }

  @Nested
  class InADirectoryStored extends PorchContract {
    private final Path directory;

    InADirectoryStored(@TempDir Path directory) {
      this.directory = directory;
    }

    @Override
    PersistLocation location() {
      return PersistLocation.of("file:" + directory.resolve("db"));
    }

    @Override
    PersistConfig config() {
      return STORED;
    }
  }

  @Nested
  class InADirectoryInline extends PorchContract {
    private final Path directory;

    InADirectoryInline(@TempDir Path directory) {
      this.directory = directory;
    }

    @Override
    PersistLocation location() {
      return PersistLocation.of("file:" + directory.resolve("db"));
    }

    @Override
    PersistConfig config() {
      return INLINE;
    }
  }
}
