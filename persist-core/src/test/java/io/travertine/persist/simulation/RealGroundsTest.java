package io.travertine.persist.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * The simulations with their data in a directory and in a PostgreSQL: every seed goes step by step
 * as it does in memory. {@code -Dtravertine.sim.real=N} runs that many seeds, from {@code
 * -Dtravertine.sim.real.first=S} on.
 */
@ExtendWith(PostgresServers.class)
class RealGroundsTest {

  private static final int SEEDS = Integer.getInteger("travertine.sim.real", 1);
  private static final long FIRST = Long.getLong("travertine.sim.real.first", 0);

  @BeforeAll
  static void hush() {
    Quiet.begin();
  }

  @AfterAll
  static void speak() {
    Quiet.end();
  }

  private static Ground.Opening at(String location) {
    return world ->
        Ground.of(Locations.standard().open(PersistLocation.of(location), OpenOptions.readWrite()));
  }

  private static void assertGoesAsInMemory(LongFunction<String> location) {
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      SimulationReport shards = Simulation.run(seed, at(location.apply(seed)));
      assertThat(shards.describe()).endsWith("passed");
      assertThat(shards.traceHash())
          .as("trace of seed %s", seed)
          .isEqualTo(Simulation.run(seed).traceHash());
      SimulationReport bank = BankSimulation.run(seed, at(location.apply(~seed)));
      assertThat(bank.describe()).endsWith("passed");
      assertThat(bank.traceHash())
          .as("trace of seed %s of the bank", seed)
          .isEqualTo(BankSimulation.run(seed).traceHash());
    }
  }

  /** Where there is a disk in memory: nobody pulls the plug here. */
  private static final class InMemory implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
        throws IOException {
      Path memory = Path.of("/dev/shm");
      return Files.isWritable(memory)
          ? Files.createTempDirectory(memory, "simulation")
          : Files.createTempDirectory("simulation");
    }
  }

  @Test
  void aDirectoryGivesTheSameTraces(@TempDir(factory = InMemory.class) Path directory) {
    assertGoesAsInMemory(seed -> "file:" + directory.resolve("seed" + seed));
  }

  @Test
  void aPostgresGivesTheSameTraces(PostgresServer server) {
    assertGoesAsInMemory(seed -> server.newDatabase());
  }
}
