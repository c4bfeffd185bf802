package io.travertine.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.torture.Orders.Fault;
import io.travertine.torture.Verdict.Count;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A little torture everywhere, with each kind of death somewhere; {@code ./travertine torture
 * --kills N} does more.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class TortureTest {

  private static final int KILLS = Integer.getInteger("travertine.torture.kills", 2);

  private static final Duration MOST = Duration.ofMinutes(10);
  private static final int CHEATS_MOST = 20;

  private final Path directory;
  private final long seed = Long.getLong("travertine.torture.seed", new Random().nextInt());
  private final Random random = new Random(seed);

  TortureTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private Verdict torture(Place place, Fault fault, int kills, int atOnce, Doom... dooms)
      throws Exception {
    Campaign.Size size =
        new Campaign.Size(kills, MOST, atOnce, 2, 2, 4, 1, place.hasServer() ? 0 : 12);
    List<Doom> first = List.of(dooms);
    return new Campaign(place, size, first, fault, seed, directory, verdict -> {}).run();
  }

  private void assertNothingLost(Place place, Doom... dooms) throws Exception {
    Verdict verdict = torture(place, Fault.NONE, KILLS, 2, dooms);
    assertThat(verdict.wrong()).as("seed %s", seed).isEmpty();
    assertThat(verdict.of(Count.KILLS)).isEqualTo(KILLS);
    assertThat(verdict.of(Count.OUTAGES) > 0).isEqualTo(place.hasServer());
    assertThat(verdict.of(Count.ACKNOWLEDGED)).isPositive();
  }

  /** Some time within {@code most}. */
  private long micros(Duration most) {
    return random.nextLong(TimeUnit.MILLISECONDS.toMicros(most.toMillis()));
  }

  @Test
  void killedProcessesLoseAndDoubleNothingInADirectory() throws Exception {
    String moment = Moments.ALL.get(random.nextInt(Moments.ALL.size()));
    assertNothingLost(
        new DirectoryPlace(directory),
        Doom.of(new Death.AfterMoment(moment, 1 + random.nextInt(2), true, 0)),
        Doom.inChildbed(
            new Death.AfterMoment(Moments.COMPARE_AND_SET, 1 + random.nextInt(20), true, 0)));
  }

  @Test
  void killedProcessesLoseAndDoubleNothingInAPostgresThatIsKilledToo() throws Exception {
    try (Place place = new PostgresPlace(directory)) {
      assertNothingLost(
          place,
          Doom.of(
              new Death.AfterBeginning(true, 1 + random.nextInt(3), micros(Duration.ofMillis(12)))),
          Doom.of(new Death.AtWork(30 + random.nextInt(30), micros(Duration.ofMillis(20)))));
    }
  }

  @Test
  void killedProcessesLoseAndDoubleNothingInABucketWhoseServerStops() throws Exception {
    try (Place place = new BucketPlace()) {
      assertNothingLost(
          place,
          Doom.of(new Death.Starting(random.nextDouble())),
          Doom.of(
              new Death.AfterBeginning(
                  false, 30 + random.nextInt(30), micros(Duration.ofMillis(8)))));
    }
  }

  /** The books would not be worth much otherwise; {@link AuditTest} has the rest of it. */
  @Test
  void aCommitThatIsAcknowledgedTooEarlyIsFoundLost() throws Exception {
    Doom doom = Doom.of(new Death.AfterBeginning(false, 6, 0));
    Verdict verdict =
        torture(
            new DirectoryPlace(directory), Fault.ACKNOWLEDGES_EARLY, CHEATS_MOST, 1, doom, doom);
    assertThat(verdict.of(Count.LOST)).as("seed %s: %s", seed, verdict.wrong()).isPositive();
  }

  @Test
  void aCommitThatIsDoneAgainWithoutLookingIsFoundDoubled() throws Exception {
    Doom doom = Doom.of(new Death.AtWork(8, 0));
    Verdict verdict =
        torture(new DirectoryPlace(directory), Fault.REPLAYS, CHEATS_MOST, 1, doom, doom);
    assertThat(verdict.of(Count.DOUBLED)).as("seed %s: %s", seed, verdict.wrong()).isPositive();
  }
}
