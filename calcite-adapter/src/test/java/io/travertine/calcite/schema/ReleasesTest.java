package io.travertine.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.calcite.catalog.CatalogStore;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.state.HandleLabel;
import io.travertine.persist.internal.state.MaintenancePolicy;
import io.travertine.persist.internal.state.RegisterLeasedReader;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.internal.state.Step;
import io.travertine.persist.internal.state.StepContext;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Clock;
import io.travertine.persist.txn.Txns;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a much later release wrote is refused, and the refusal says what to do. */
class ReleasesTest {

  private static final BuildVersion LATER =
      new BuildVersion(BuildVersion.CURRENT.major(), BuildVersion.CURRENT.minor() + 2, 0);

  /** Has a later release register a reader of {@code shard}. */
  private static void commitLater(PersistLocation location, ShardId shard) {
    MemoryPlace place = MemoryPlace.named(location.toString().substring("mem:".length()));
    Clock clock = Clock.system();
    ShardLog log =
        new ShardLog(shard, place.blob(), place.consensus(), new Retry(clock, Seed.secure()));
    State state = log.find().orElseThrow();
    Step.Commit<?> commit =
        (Step.Commit<?>)
            Step.of(
                state,
                new RegisterLeasedReader(
                    LeasedReaderId.generate(Seed.secure()),
                    new HandleLabel("later", "test"),
                    60_000,
                    clock.epochMillis(),
                    false),
                new StepContext(clock.epochMillis(), LATER, "later", MaintenancePolicy.DEFAULT));
    place
        .consensus()
        .compareAndSet(
            shard.toString(),
            Optional.of(state.seqNo()),
            new Versioned(commit.next().seqNo(), commit.diff().encode()));
  }

  @Test
  void transactions() throws Exception {
    try (TestDatabase db = TestDatabase.create()) {
      db.run("create table t (i int)");
      db.run("insert into t values (1)");
      commitLater(db.location(), Txns.SHARD);

      SqlFailure failure = db.fails("insert into t values (2)");

      assertThat(failure.sqlState()).isEqualTo("0A000");
      assertThat(failure)
          .hasMessageContaining("was written by release " + LATER)
          .hasMessageContaining("upgrade this program");
    }
  }

  @Test
  void aDatabase() throws Exception {
    PersistLocation location;
    try (TestDatabase db = TestDatabase.create()) {
      location = db.location();
      db.run("create table t (i int)");
    }
    commitLater(location, CatalogStore.SHARD);

    assertThatThrownBy(() -> Database.open(location, DatabaseOptions.defaults()))
        .isInstanceOfSatisfying(SqlFailure.class, e -> assertThat(e.sqlState()).isEqualTo("08001"))
        .hasMessageContaining("cannot open the database at " + location)
        .hasMessageContaining("was written by release " + LATER);
  }
}
