package io.travertine.persist.location.file;

import io.travertine.persist.id.Seed;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.BlobContract;
import io.travertine.persist.time.Clock;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class FileBlobTest {

  @Nested
  class Plain extends BlobContract {
    private final Path directory;

    Plain(@TempDir Path directory) {
      this.directory = directory;
    }

    @Override
    protected Blob open(String place) {
      return FileBlob.create(directory.resolve(place), Clock.system(), Seed.of(1));
    }
  }

  @Nested
  class Restorable extends BlobContract {
    private final Path directory;

    Restorable(@TempDir Path directory) {
      this.directory = directory;
    }

    @Override
    protected Blob open(String place) {
      return FileBlob.create(directory.resolve(place), Clock.system(), Seed.of(1)).restorable();
    }
  }
}
