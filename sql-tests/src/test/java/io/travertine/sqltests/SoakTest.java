package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.cli.soak.Figure;
import io.travertine.cli.soak.Pace;
import io.travertine.cli.soak.Sample;
import io.travertine.cli.soak.Soak;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.inspect.Footprint;
import io.travertine.persist.inspect.ShardInspector;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import io.travertine.persist.location.s3.LoopbackS3;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What many commits leave, in each kind of place: the short form of {@code travertine soak}. */
@ExtendWith(PostgresServers.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SoakTest {

  private static final int ROUNDS = 4;
  private static final int COMMITS = 200;
  private static final Pace PACE = new Pace(ROUNDS, COMMITS, Duration.ZERO);

  private static final List<Figure> OWN_MEMORY = List.of(Figure.HEAP, Figure.METASPACE);

  private static final int OBJECTS_MOST = 60;
  private static final int VERSIONS_MOST = 700;

  @Test
  void leavesLittleInADirectory(@TempDir Path directory) throws Exception {
    soak("file:" + directory.resolve("db"), OWN_MEMORY, () -> {});
  }

  @Test
  void leavesLittleInAPostgres(PostgresServer server) throws Exception {
    soak(server.newDatabase(), OWN_MEMORY, () -> {});
  }

  /** What was truncated is deleted an hour later, by the store's clock, when others are. */
  @Test
  void leavesLittleInABucket() throws Exception {
    try (LoopbackS3 server = new LoopbackS3()) {
      server.stopRecording();
      List<Integer> names = new ArrayList<>();
      soak(
          server.uri("db"),
          List.of(Figure.METASPACE), // the bucket itself is in the heap
          () -> {
            names.add(server.names().size());
            for (int i = 0; i < 4; i++) {
              server.advanceClock(TimeUnit.MINUTES.toMillis(20));
            }
          });
      assertThat(names.get(ROUNDS - 1))
          .as("%s", names)
          .isLessThan(2 * COMMITS + VERSIONS_MOST + OBJECTS_MOST);
    }
  }

  private static void soak(String location, List<Figure> watched, Runnable afterEach)
      throws Exception {
    String url = "jdbc:travertine:" + location;
    try (Connection created = DriverManager.getConnection(url);
        ShardInspector inspector =
            ShardInspector.open(PersistLocation.of(location), PersistConfig.defaults())) {
      List<Sample> samples =
          new Soak(url, inspector::footprint, Clock.system(), PACE)
              .run(
                  sample -> {
                    awaitFewEntries(inspector, sample);
                    afterEach.run();
                  });
      for (Figure figure : watched) {
        assertThat(figure.of(samples.get(ROUNDS - 1)) - figure.of(samples.get(1)))
            .as("%s: %s", figure, samples)
            .isLessThan(8);
      }
    }
  }

  /** Upkeep runs behind commits without a pause, but not for long. */
  private static void awaitFewEntries(ShardInspector inspector, Sample sample) {
    Deadline patience = Deadline.after(Duration.ofSeconds(60), Clock.system());
    Footprint left = sample.footprint();
    while (left.objects() > OBJECTS_MOST || left.versions() > VERSIONS_MOST) {
      assertThat(patience.hasPassed()).as("%s: %s", sample, left).isFalse();
      left = inspector.footprint();
    }
  }
}
