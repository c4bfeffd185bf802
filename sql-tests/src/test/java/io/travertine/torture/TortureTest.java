package io.travertine.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.torture.Orders.Fault;
import io.travertine.torture.Verdict.Count;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A little torture everywhere; {@code ./travertine torture --kills N} does more. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class TortureTest {

  private static final int KILLS = Integer.getInteger("travertine.torture.kills", 4);

  private static final Duration MOST = Duration.ofMinutes(10);

  private final Path directory;
  private final long seed = Long.getLong("travertine.torture.seed", new Random().nextInt());

  TortureTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private Verdict torture(Place place, Fault fault, int kills) throws Exception {
    Campaign.Size size = new Campaign.Size(kills, MOST, 2, 2, 3, 4, 1);
    return new Campaign(place, size, fault, seed, directory, verdict -> {}).run();
  }

  private void assertNothingLost(Place place) throws Exception {
    Verdict verdict = torture(place, Fault.NONE, KILLS);
    assertThat(verdict.wrong()).as("seed %s", seed).isEmpty();
    assertThat(verdict.of(Count.KILLS)).isEqualTo(KILLS);
    assertThat(verdict.of(Count.OUTAGES) > 0).isEqualTo(place.hasServer());
    assertThat(verdict.of(Count.ACKNOWLEDGED)).isPositive();
  }

  @Test
  void killedProcessesLoseAndDoubleNothingInADirectory() throws Exception {
    assertNothingLost(new DirectoryPlace(directory));
  }

  @Test
  void killedProcessesLoseAndDoubleNothingInAPostgresThatIsKilledToo() throws Exception {
    try (Place place = new PostgresPlace(directory)) {
      assertNothingLost(place);
    }
  }

  @Test
  void killedProcessesLoseAndDoubleNothingInABucketWhoseServerStops() throws Exception {
    try (Place place = new BucketPlace()) {
      assertNothingLost(place);
    }
  }

  /** The books would not be worth much otherwise; {@link AuditTest} has the rest of it. */
  @Test
  void aCommitThatIsAcknowledgedTooEarlyIsFoundLost() throws Exception {
    Verdict verdict = torture(new DirectoryPlace(directory), Fault.ACKNOWLEDGES_EARLY, 20);
    assertThat(verdict.of(Count.LOST)).as("seed %s: %s", seed, verdict.wrong()).isPositive();
  }

  @Test
  void aCommitThatIsDoneAgainWithoutLookingIsFoundDoubled() throws Exception {
    Verdict verdict = torture(new DirectoryPlace(directory), Fault.REPLAYS, 20);
    assertThat(verdict.of(Count.DOUBLED)).as("seed %s: %s", seed, verdict.wrong()).isPositive();
  }
}
