package io.travertine.sqltests;

import static io.travertine.persist.simulation.PlantedBug.thatIs;
import static io.travertine.sqltests.ListPlace.Kind.DIRECTORY;
import static io.travertine.sqltests.ListPlace.Kind.POSTGRES;
import static io.travertine.sqltests.ListPlace.Kind.S3;
import static io.travertine.sqltests.history.Level.REPEATABLE_READ;
import static io.travertine.sqltests.history.Level.SERIALIZABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import io.travertine.persist.simulation.PlantedBug;
import io.travertine.sqltests.history.Anomaly;
import io.travertine.sqltests.history.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The history of a database whose commits are weakened shows it. Some weaknesses are tried on one
 * back end each; {@code -Dtravertine.history.weak=all} tries all of them on all.
 */
@ExtendWith({PostgresServers.class, Hushed.class})
class WeakenedCommitTest {

  private static final ListRounds.Size SIZE = new ListRounds.Size(0, 2, 3, 40, 0);
  private static final int ROUNDS_MOST = 20;

  private enum Weakness {
    READS_ARE_NOT_COMPARED(
        thatIs("what was read is not compared with what others have committed")
            .in(
                "io.travertine.calcite.session.ConflictTest",
                "tests.stream().anyMatch(test -> test.concerns(changes))",
                "tests.stream().anyMatch(test -> changes == null)"),
        SERIALIZABLE,
        Anomaly.G2,
        Anomaly.G_SINGLE),

    KEYS_ARE_NOT_COMPARED(
        thatIs("a key is not compared with those that others have added")
            .in(
                "io.travertine.calcite.session.ConflictTest",
                "key.getValue().meet(key.getKey(), changes, diff -> diff > 0)",
                "key.getValue().meet(key.getKey(), changes, diff -> false)"),
        REPEATABLE_READ,
        Anomaly.INCOMPATIBLE,
        Anomaly.G0,
        Anomaly.G_SINGLE),

    READS_ARE_STALE(
        thatIs("the read time is what the process knows of, without asking anybody")
            .in(
                "io.travertine.persist.txn.Txns",
                "return log.fetchUpper() - 1;",
                "return knownTime();"),
        SERIALIZABLE,
        Anomaly.G_SINGLE + Anomaly.IN_REAL_TIME,
        Anomaly.G2 + Anomaly.IN_REAL_TIME),

    LOST_ANSWERS_ARE_REFUSALS(
        thatIs("who finds its own commit after a lost answer takes it for another's")
            .in(
                "io.travertine.persist.internal.machine.LostAnswers",
                "Arrays.equals(version.get().data(), commit.diff().encode())",
                "Arrays.equals(version.get().data(), new byte[0])")
            .in(
                "io.travertine.persist.internal.machine.Appends",
                """
                        check(lost.areUnknown(), "append " + token + " was committed although no answer got lost");
                        return new AppendAnswer.Appended();
                """,
                """
                        return new AppendAnswer.UpperMismatch(
                            newest.catchUp(attempt.seqNo(), lost.log()).upper());
                """),
        REPEATABLE_READ,
        Anomaly.ABORTED,
        Anomaly.DUPLICATE);

    private final PlantedBug bug;
    private final Level level;
    private final List<String> anomalies;

    Weakness(PlantedBug bug, Level level, String... anomalies) {
      this.bug = bug;
      this.level = level;
      this.anomalies = List.of(anomalies);
    }
  }

  static Stream<Arguments> trials() {
    return System.getProperty("travertine.history.weak", "").equals("all")
        ? Stream.of(Weakness.values())
            .flatMap(
                weakness ->
                    Stream.of(DIRECTORY, POSTGRES, S3).map(kind -> Arguments.of(weakness, kind)))
        : Stream.of(
            Arguments.of(Weakness.READS_ARE_NOT_COMPARED, POSTGRES),
            Arguments.of(Weakness.READS_ARE_STALE, DIRECTORY));
  }

  @ParameterizedTest
  @MethodSource("trials")
  void isFound(
      Weakness weakness, ListPlace.Kind kind, @TempDir Path directory, PostgresServer server)
      throws Exception {
    Path classes = weakness.bug.compiled(directory.resolve("changed"));
    long seed = Long.getLong("travertine.history.seed", new Random().nextLong());
    List<Anomaly> anomalies = new ArrayList<>();
    try (ListPlace place = ListPlace.of(kind, directory, server);
        ListRounds rounds = new ListRounds(place, List.of(classes), directory, seed, SIZE)) {
      for (int round = 0; anomalies.isEmpty() && round < ROUNDS_MOST; round++) {
        anomalies.addAll(rounds.run(weakness.level, false).anomalies(weakness.level));
      }
      System.out.printf(
          "%s, %s: %s: %s%n",
          weakness.bug.what(),
          kind,
          rounds.tally(),
          anomalies.stream().map(Anomaly::kind).distinct().toList());
    }
    assertThat(anomalies)
        .as("%s, seed %s", weakness.bug.what(), seed)
        .isNotEmpty()
        .extracting(Anomaly::kind)
        .containsAnyElementsOf(weakness.anomalies);
  }
}
