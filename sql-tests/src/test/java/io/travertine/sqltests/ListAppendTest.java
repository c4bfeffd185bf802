package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import io.travertine.sqltests.history.Level;
import io.travertine.sqltests.history.Transaction.Fate;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Transactions of sessions in several processes append to lists and read them, on every back end
 * and through a server, while answers get lost, connections are cut, commits are interrupted and a
 * process is killed: at SERIALIZABLE they could have happened one by one, in agreement with real
 * time, and at REPEATABLE READ each by itself between two instants. See {@link
 * io.travertine.sqltests.history.ListHistory}.
 *
 * <p>{@code -Dtravertine.history.seconds=600} does that for ten minutes on each back end; {@code
 * -Dtravertine.history.seed=N} begins with the seed of a failure, which says what each session did
 * though not when.
 */
@ExtendWith({PostgresServers.class, Hushed.class})
class ListAppendTest {

  private static final long SECONDS = Long.getLong("travertine.history.seconds", 0);

  /** By short rounds; the server is enough of another process. */
  private static ListRounds.Size size(ListPlace.Kind kind) {
    int there = kind == ListPlace.Kind.SERVER ? 0 : 1;
    return SECONDS == 0
        ? new ListRounds.Size(2, there, 2, 40, 5_000)
        : new ListRounds.Size(3, there, 3, 200, 5_000);
  }

  @ParameterizedTest
  @EnumSource
  void transactionsAreIsolatedWhateverGoesWrong(
      ListPlace.Kind kind, @TempDir Path directory, PostgresServer server) throws Exception {
    long seed = Long.getLong("travertine.history.seed", new Random().nextLong());
    long until = System.nanoTime() + SECONDS * 1_000_000_000L;
    try (ListPlace place = ListPlace.of(kind, directory, server);
        ListRounds rounds = new ListRounds(place, List.of(), directory, seed, size(kind))) {
      do {
        rounds.requireIsolation(Level.SERIALIZABLE, SECONDS > 0);
        rounds.requireIsolation(Level.REPEATABLE_READ, SECONDS == 0);
      } while (System.nanoTime() < until);
      System.out.println(kind + ": " + rounds.tally());
      assertThat(rounds.count(Fate.COMMITTED)).isGreaterThan(rounds.count(Fate.UNKNOWN));
    }
  }
}
