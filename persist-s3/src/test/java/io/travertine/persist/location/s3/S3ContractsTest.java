package io.travertine.persist.location.s3;

import io.travertine.persist.PartStorage;
import io.travertine.persist.PorchContract;
import io.travertine.persist.SeedContract;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.txn.TxnContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** What is promised of every location, of buckets. */
class S3ContractsTest {
  @Nested
  @ParameterizedClass
  @ArgumentsSource(S3Servers.Few.class)
  class Porch extends PorchContract {
    private final PersistLocation location;

    Porch(S3Server server) {
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
  @ArgumentsSource(S3Servers.Few.class)
  class Seed extends SeedContract {
    private final PersistLocation location;

    Seed(S3Server server) {
      super(PartStorage.INLINE);
      this.location = PersistLocation.of(server.newDatabase());
    }

    @Override
    protected PersistLocation location() {
      return location;
    }
  }

  @Nested
  @ParameterizedClass
  @ArgumentsSource(S3Servers.Few.class)
  class Transactions extends TxnContract {
    private final PersistLocation location;

    Transactions(S3Server server) {
      this.location = PersistLocation.of(server.newDatabase());
    }

    @Override
    protected PersistLocation location() {
      return location;
    }
  }
}
