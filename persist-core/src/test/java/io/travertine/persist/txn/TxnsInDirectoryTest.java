package io.travertine.persist.txn;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Transactions in a directory. */
class TxnsInDirectoryTest extends TxnContract {

  private final Path directory;

  TxnsInDirectoryTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Override
  OpenLocation location() {
    PersistConfig config = PersistConfig.defaults();
    OpenOptions options = new OpenOptions(Access.READ_WRITE, config.clock(), config.seed());
    return Locations.standard()
        .open(PersistLocation.of("file:" + directory.resolve("db")), options);
  }
}
